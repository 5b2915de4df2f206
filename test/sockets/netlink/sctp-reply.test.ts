import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { replyDecoder } from '../../../src/sockets/netlink/reply-decoder.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { PROTOCOL_NUMBERS } from '../../../src/uapi/sockets.ts';
import { bounded, checkCorruption, checkEveryCut, randomNumbers } from '../../support/fixtures.ts';
import { concat } from '../../support/nlmsg.ts';
import { diagMessages, randomSockets, type SctpSocket } from '../../support/sctp-world.ts';

const FEW = 3;

/** The first few sockets of a family, with at most two associations. */
function someSockets(family: 2 | 10): SctpSocket[] {
  const all = randomSockets(randomNumbers(21), 200).filter((socket) => socket.family === family);
  const withAssociations = all.filter(({ associations }) => associations.length === 2);
  return [
    ...all.filter(({ associations }) => associations.length === 0).slice(1, FEW),
    ...withAssociations.slice(0, 1),
  ];
}

describe('a whole reply', () => {
  for (const family of [2, 10] as const) {
    const sockets = someSockets(family);
    const messages = diagMessages(sockets, family);
    const done = messages.at(-1) as Uint8Array;
    const request = { family, protocol: PROTOCOL_NUMBERS.sctp, states: 0xffe };
    const replay = (bytes: Uint8Array) => replyDecoder(request, newReport())(ReplyBytes.from(bytes));

    it(`of family ${family} has every endpoint once and every association`, () => {
      assert.deepEqual([messages.length, replay(concat(...messages)).length], [FEW + 1 + 2 + 1, FEW + 2]);
    });

    it(`of family ${family} cut anywhere gives the rows before the cut or an error`, () => {
      // Each of these makes a row: the endpoint that is there again does not.
      const rows = messages.filter((_, i) => i !== FEW);
      bounded(() => checkEveryCut(concat(...rows), replay));
      assert.equal(rows.at(-1), done);
    });

    it(`of family ${family} with any byte changed gives rows or an error`, () => {
      bounded(() => checkCorruption(concat(...messages), 1000, replay));
    });
  }
});
