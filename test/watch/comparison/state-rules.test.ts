import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { STATE_NUMBERS, STATES, type State } from '../../../src/uapi/sockets.ts';
import { leastAge, StateRules } from '../../../src/watch/comparison/state-rules.ts';
import { type MadeRow, madeTable, tcpInfo } from '../../support/made-table.ts';

const CONNECTED = ['ESTABLISHED', 'SYN_SENT', 'FIN_WAIT1', 'FIN_WAIT2', 'CLOSE_WAIT', 'LAST_ACK', 'CLOSING'];

describe('the states that are asked for', () => {
  it('are all where all are wanted', () => {
    const rules = new StateRules({}, true);
    assert.equal(rules.asked, undefined);
    assert.ok(STATES.every((state) => rules.wants(STATE_NUMBERS[state])));
    assert.ok(STATES.every((state) => rules.finds(madeTable([{ state }]), 0)));
  });

  for (const [states, more] of [
    [['LISTEN'], []],
    [['TIME_WAIT', 'SYN_RECV'], []],
    [['CLOSE'], []],
    [['ESTABLISHED'], CONNECTED],
    [['LISTEN', 'CLOSE_WAIT'], CONNECTED],
    [[], []],
  ] as const) {
    it(`are ${more.length ? 'those of all connections, beside' : 'no more than'} ${states.join(', ') || 'none'}`, () => {
      const rules = new StateRules({ states }, true);
      assert.deepEqual([...(rules.asked ?? [])].sort(), [...new Set([...states, ...more])].sort());
      const wanted = STATES.filter((state) => rules.wants(STATE_NUMBERS[state]));
      assert.deepEqual([...wanted].sort(), [...states].sort());
      const found = STATES.filter((state) => rules.finds(madeTable([{ state }]), 0));
      assert.deepEqual([...found].sort(), [...(rules.asked ?? [])].sort());
      assert.deepEqual(new StateRules({ states }, false).asked, states);
    });
  }
});

describe('what is left of a connection', () => {
  const remains = (row: MadeRow) => new StateRules({}, true).remains(madeTable([row]), 0);

  it('is in FIN_WAIT2 or TIME_WAIT and has no inode', () => {
    const states = STATES.filter((state) => remains({ state }));
    assert.deepEqual(states, ['FIN_WAIT2', 'TIME_WAIT']);
    assert.equal(remains({ state: 'FIN_WAIT2', inode: 7 }), false);
  });

  it('may be there where it would be found', () => {
    const mayRemain = (states: State[] | undefined, row: MadeRow) =>
      new StateRules(states ? { states } : {}, true).mayRemain(madeTable([row]), 0);
    assert.equal(mayRemain(undefined, {}), true);
    assert.equal(mayRemain(['TIME_WAIT'], {}), true);
    assert.equal(mayRemain(['ESTABLISHED'], {}), true, 'FIN_WAIT2 is asked for too');
    assert.equal(mayRemain(['LISTEN'], {}), false);
    assert.equal(mayRemain(undefined, { remotePort: 0 }), false);
    assert.equal(mayRemain(undefined, { protocol: 'udp' }), false);
  });

  it('is reported no more, nor is what was in SYN_RECV; all else is', () => {
    const later = (row: MadeRow) => new StateRules({}, true).isReportedLater(madeTable([row]), 0);
    assert.deepEqual(
      [
        later({ state: 'TIME_WAIT' }),
        later({ state: 'FIN_WAIT2' }),
        later({ state: 'SYN_RECV' }),
        later({ state: 'FIN_WAIT2', inode: 7 }),
        later({ state: 'ESTABLISHED' }),
        later({ state: 'LAST_ACK' }),
        later({ protocol: 'udp', state: 'CLOSE' }),
      ],
      [false, false, false, true, true, true, true],
    );
  });
});

describe('the least age of a connection', () => {
  const age = (words: Parameters<typeof tcpInfo>[0]) =>
    leastAge(madeTable([{ tcpInfo: tcpInfo(words) }], { tcpInfo: true }), 0);

  it('is the time since it sent or received first of all that is known', () => {
    assert.equal(age({ rtt: 1, lastDataSent: 30, lastDataRecv: 40 }), 40);
    assert.equal(age({ rtt: 1, lastDataSent: 50, lastDataRecv: 40 }), 50);
  });

  it('is 0 where none was made: its times mean nothing', () => {
    assert.equal(age({ lastDataSent: 14_799_012, lastDataRecv: 14_799_012 }), 0);
    assert.equal(leastAge(madeTable([{}], { tcpInfo: true }), 0), 0);
    assert.equal(leastAge(madeTable([{}]), 0), 0);
  });
});
