import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scan, snapshot } from '../../src/index.ts';
import { checkQuery, fileStates, type Query, querySteps, stateMask } from '../../src/sockets/query.ts';
import { PROTOCOLS, STATE_NUMBERS, STATES } from '../../src/uapi/sockets.ts';

describe('checkQuery', () => {
  it('takes every query there is', () => {
    const { signal } = new AbortController();
    for (const query of [
      {},
      { protocols: PROTOCOLS, families: ['inet6', 'inet'], states: STATES, owners: true, ownerThreads: 64 },
      { protocols: [], states: [], families: [], procFields: [], localPorts: [], remotePorts: [] },
      { localPorts: [0, 80, 65535], remotePorts: Array.from({ length: 65536 }, (_, port) => port) },
      { source: 'auto', procRoot: '/proc', procFields: ['unix', 'tcp'], tcpInfo: false, memory: true, signal },
      { owners: 'first', ownerMethod: 'bpf', ownerThreads: 1, pids: [1, 2 ** 31 - 1] },
      { ownerMethod: 'procfs', pids: [] },
      { source: undefined, owners: undefined, ownerMethod: undefined, pids: undefined, signal: undefined },
    ] as Query[]) {
      checkQuery(query);
    }
  });

  for (const [query, message] of [
    [null, /query/],
    ['tcp', /query/],
    [{ protocols: 'tcp' }, /protocols must be an array/],
    [{ protocols: ['tcp', 'TCP'] }, /protocols: unknown 'TCP', known are tcp/],
    [{ protocols: ['__proto__'] }, /protocols: unknown/],
    [{ families: ['unix'] }, /families: unknown 'unix'/],
    [{ states: ['ESTAB'] }, /states: unknown 'ESTAB'/],
    [{ states: [10] }, /states: unknown '10'/],
    [{ procFields: ['udp'] }, /procFields: unknown 'udp'/],
    [{ localPorts: 80 }, /localPorts must be an array/],
    [{ remotePorts: null }, /remotePorts must be an array/],
    [{ localPorts: [80, '80'] }, /localPorts: '80' is not a whole number from 0 to 65535/],
    [{ localPorts: [-1] }, /localPorts: '-1' is not/],
    [{ remotePorts: [65536] }, /remotePorts: '65536' is not/],
    [{ remotePorts: [1.5] }, /remotePorts: '1.5' is not/],
    [{ remotePorts: [Number.NaN] }, /remotePorts: 'NaN' is not/],
    [{ owners: 'yes' }, /owners must be a boolean/],
    [{ tcpInfo: 1 }, /tcpInfo must be a boolean/],
    [{ memory: null }, /memory must be a boolean/],
    [{ procRoot: 1 }, /procRoot must be a string/],
    [{ source: 'nonsense' }, /source: unknown 'nonsense', known are auto, netlink, procfs/],
    [{ source: null }, /source: unknown 'null'/],
    [{ ownerMethod: 'lsof' }, /ownerMethod: unknown 'lsof', known are auto, bpf, procfs/],
    [{ ownerMethod: null }, /ownerMethod: unknown 'null'/],
    [{ ownerThreads: 0 }, /ownerThreads: '0' is not a whole number from 1 to 64/],
    [{ ownerThreads: 65 }, /ownerThreads/],
    [{ ownerThreads: 1.5 }, /ownerThreads/],
    [{ ownerThreads: '2' }, /ownerThreads/],
    [{ pids: 1 }, /pids must be an array/],
    [{ pids: [1, 0] }, /pids: '0' is not a whole number from 1 to 2147483647/],
    [{ pids: [2 ** 31] }, /pids: '2147483648' is not/],
    [{ pids: ['1'] }, /pids: '1' is not/],
    [{ owners: 'all' }, /owners must be a boolean/],
    [{ signal: {} }, /signal must be an AbortSignal/],
  ] as [unknown, RegExp][]) {
    it(`names what is wrong with ${JSON.stringify(query)}, at once in scan() and by rejecting in snapshot()`, async () => {
      const error = { name: 'TypeError', message };
      assert.throws(() => checkQuery(query as Query), error);
      assert.throws(() => scan(query as Query), error);
      await assert.rejects(() => snapshot(query as Query), error);
    });
  }
});

describe('querySteps', () => {
  const names = (query: Query) => querySteps(query).map(({ protocol, family }) => `${protocol} ${family}`);

  it('goes through everything in netstat’s order when nothing is named', () => {
    assert.deepEqual(
      names({}),
      PROTOCOLS.flatMap((name) => (name === 'unix' ? ['unix unix'] : [`${name} inet`, `${name} inet6`])),
    );
  });

  it('keeps the order of the query', () => {
    assert.deepEqual(names({ protocols: ['udp', 'unix', 'tcp'], families: ['inet6', 'inet'] }), [
      'udp inet6',
      'udp inet',
      'unix unix',
      'tcp inet6',
      'tcp inet',
    ]);
  });

  it('reads no table twice, however often it is named', () => {
    assert.deepEqual(names({ protocols: ['tcp', 'tcp'], families: ['inet'] }), ['tcp inet']);
    assert.deepEqual(names({ protocols: ['tcp'], families: ['inet', 'inet'] }), ['tcp inet']);
  });

  it('leaves out UNIX sockets, which have no ports, when there are ports to look for', () => {
    for (const ports of [{ localPorts: [0] }, { remotePorts: [0] }]) {
      assert.deepEqual(
        names(ports),
        names({}).filter((name) => name !== 'unix unix'),
      );
      assert.deepEqual(names({ protocols: ['unix'], ...ports }), []);
    }
  });

  it('has nothing to do for an empty list', () => {
    assert.deepEqual(names({ protocols: [] }), []);
    assert.deepEqual(names({ protocols: ['tcp', 'unix'], families: [] }), ['unix unix']);
    assert.deepEqual(names({ localPorts: [] }), []);
    assert.deepEqual(names({ localPorts: [80], remotePorts: [] }), []);
  });
});

describe('fileStates', () => {
  it('has closed TCP sockets too: a file that is read costs the same', () => {
    assert.equal(fileStates(), 0b1111_1111_1110);
    assert.equal(fileStates(['CLOSE']), 1 << STATE_NUMBERS.CLOSE);
    assert.equal(fileStates(['UNKNOWN', 'LISTEN']), 1 << STATE_NUMBERS.LISTEN);
  });
});

describe('stateMask', () => {
  it('has one bit for each state', () => {
    for (const state of STATES) {
      if (state === 'UNKNOWN' || state === 'CLOSE') continue;
      assert.equal(stateMask('tcp', [state]), 1 << STATE_NUMBERS[state]);
    }
    assert.equal(stateMask('udp', ['CLOSE', 'ESTABLISHED']), (1 << 7) | (1 << 1));
  });

  it('never asks for closed TCP sockets: the kernel lists none, but would walk every connection to find that out', () => {
    assert.equal(stateMask('tcp', ['CLOSE']), 0);
    assert.equal(stateMask('tcp') & (1 << 7), 0);
    assert.notEqual(stateMask('udp') & (1 << 7), 0);
  });

  it('asks for bound sockets of TCP that are inactive by a bit of their own, and only where they are named', () => {
    assert.equal(stateMask('tcp', ['BOUND_INACTIVE']), 1 << 13);
    assert.equal(stateMask('tcp', ['LISTEN', 'BOUND_INACTIVE', 'CLOSE']), (1 << 13) | (1 << 10));
    assert.equal(stateMask('udp', ['BOUND_INACTIVE']), 0);
    assert.equal(stateMask('tcp', STATES) & (1 << 13), 0);
    assert.equal(fileStates(['BOUND_INACTIVE', 'LISTEN']), 1 << 10);
  });

  it('asks for nothing beyond the eleven states, nor for the one that stands for unknown ones', () => {
    for (const protocol of PROTOCOLS) assert.equal(stateMask(protocol) & ~0b1111_1111_1110, 0);
  });
});
