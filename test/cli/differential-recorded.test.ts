import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type Query, snapshot } from '../../src/index.ts';
import { STATES } from '../../src/uapi/sockets.ts';
import { has } from '../support/command.ts';
import { FakeProc, fakeProcMissing } from '../support/fake-proc.ts';
import { fixture } from '../support/fixtures.ts';
import { skipUnless } from '../support/skip.ts';

const missing = has('netstat') ? fakeProcMissing() : 'no netstat to compare with';
const skip = skipUnless(missing === undefined, missing ?? '');

const proc = new FakeProc();
after(() => proc.end());

const put = (name: string) => proc.write('net/tcp', fixture(`numbers/${name}`));
const table = (query: Query = {}) =>
  snapshot({ protocols: ['tcp'], families: ['inet'], procRoot: proc.path, ...query });

describe('a user that is printed as -1, as by the kernels of RHEL 6', { skip }, () => {
  it('is the user 4294967295, and -1 in the listing', async () => {
    put('tcp_user_signed');
    const sockets = await table();
    assert.deepEqual([sockets.length, sockets.at(0)?.uid, sockets.at(0)?.inode], [1, 4294967295, 23890959]);
    assert.deepEqual([sockets.report.malformed, sockets.report.incomplete], [{}, {}]);
    for (const args of [['-tane'], ['-tane', '-p'], ['-tae', '--numeric-hosts', '--numeric-ports']])
      assert.match(proc.assertSame(args).stdout, /LISTEN +-1 +23890959/);
  });
});

describe('an inode of more than 32 bits', { skip }, () => {
  it('is null and has no owner; the listing has it whole', async () => {
    put('tcp_inode_wide');
    const sockets = await table({ owners: true });
    const [socket] = sockets.toJSON();
    assert.deepEqual([sockets.length, socket?.inode, socket?.owners, socket?.state], [1, null, [], 'LISTEN']);
    assert.deepEqual([sockets.report.malformed, sockets.report.incomplete], [{}, { tcp: 1 }]);
    assert.match(proc.assertSame(['-tanoep']).stdout, / 4294967297 -/);
  });
});

describe('a queue of 4294967295 bytes', { skip }, () => {
  it('is that, and not unknown', async () => {
    put('tcp_queues_full');
    const { report, ...sockets } = { report: (await table()).report, json: (await table()).toJSON() };
    assert.deepEqual([sockets.json[0]?.recvQ, sockets.json[0]?.sendQ, report.incomplete], [4294967295, 4294967295, {}]);
    proc.assertSame(['-tan']);
  });
});

describe('TCP rows of a recorded /proc', { skip }, () => {
  it('are there in every state, also closed', async () => {
    put('tcp_every_state');
    const states = (await table()).toJSON().map(({ state }) => state);
    assert.deepEqual(
      states,
      STATES.slice(1).flatMap((state) => [state, state]),
    );
    assert.deepEqual((await table({ states: ['CLOSE'] })).length, 2);
  });

  for (const option of ['-t', '-ta', '-tl', '-tal', '-te', '-to'])
    it(`are shown under ${option} as netstat shows them, by their remote ports alone`, () => {
      put('tcp_every_state');
      proc.assertSame([`${option}n`]);
    });
});
