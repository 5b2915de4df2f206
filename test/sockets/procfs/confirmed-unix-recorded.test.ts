import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { decodeReply } from '../../../src/sockets/netlink/reply-decoder.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { AF_UNIX } from '../../../src/uapi/sockets.ts';
import { fixture, randomNumbers } from '../../support/fixtures.ts';
import { confirm } from '../../support/known-unix.ts';

// Recorded in one moment with unix.bin of test/fixtures/netlink, names with newlines and a forged row among them.
describe('the recorded file, with names that hold newlines', () => {
  const text = fixture('broken/unix_forged_row');
  const dump = () => {
    const reply = ReplyBytes.from(fixture('netlink/unix.bin'));
    return decodeReply(reply, { family: AF_UNIX, protocol: 0, states: 0xfff }, newReport());
  };

  it('has the rows of the dump and the connections not yet accepted, once their names are known', async () => {
    const table = dump();
    const { rows, counts } = await confirm(text, table);
    const sockets = rows.filter((row) => typeof row === 'number');
    assert.deepEqual(
      sockets.sort((a, b) => a - b),
      Array.from({ length: table.length }, (_, row) => row),
    );
    assert.ok(rows.length > sockets.length);
    assert.deepEqual(counts, [0, 0, 0]);
  });

  it('with any bytes changed has rows of the dump alone, each once', async () => {
    const random = randomNumbers(4);
    const table = dump();
    for (let round = 0; round < 300; round++) {
      const broken = text.slice();
      for (let i = 0; i < 5; i++) broken[random(text.length)] = random(256);
      const { rows } = await confirm(broken, table);
      const sockets = rows.filter((row) => typeof row === 'number');
      assert.equal(new Set(sockets).size, sockets.length);
      assert.ok(rows.length > 30);
    }
  });
});
