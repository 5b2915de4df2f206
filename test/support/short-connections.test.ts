import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { namespaceMissing } from './in-namespace.ts';
import { ShortConnections, type ShortConnectionsOptions } from './short-connections.ts';
import { skipUnless } from './skip.ts';

const [ESTABLISHED, TIME_WAIT, LISTEN] = ['01', '06', '0A'];

interface Row {
  local: number;
  remote: number;
  state: string;
}

function rows(file: 'tcp' | 'tcp6'): Row[] {
  const [, ...lines] = readFileSync(`/proc/self/net/${file}`, 'latin1').trimEnd().split('\n');
  return lines.map((line) => {
    const [, local = '', remote = '', state = ''] = line.trim().split(/ +/);
    const port = (address: string) => Number.parseInt(address.split(':')[1] as string, 16);
    return { local: port(local), remote: port(remote), state };
  });
}

const inState = (state: string | undefined, all: readonly Row[]) => all.filter((row) => row.state === state);

/** Datagrams that UDP has delivered. */
function udpDatagrams(family: 4 | 6): number {
  const [file, pattern] = family === 4 ? ['snmp', /^Udp: (\d+)/m] : ['snmp6', /^Udp6InDatagrams\s+(\d+)/m];
  return Number(readFileSync(`/proc/self/net/${file}`, 'latin1').match(pattern)?.[1]);
}

const isRunning = (pid: number) =>
  existsSync(`/proc/${pid}/stat`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));

describe('short connections', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  async function using(options: ShortConnectionsOptions, work: (short: ShortConnections) => Promise<void>) {
    const short = await ShortConnections.start({ seconds: 0.2, lifeMs: 1, ...options });
    try {
      await work(short);
    } finally {
      await short.stop();
    }
  }

  it('are as many as were asked for, in every round, and each has two ends', async () => {
    await using({ connections: 41, pairs: 3, bytes: 10 }, async (short) => {
      for (let round = 0; round < 2; round++) {
        const { seconds, ...made } = await short.make();
        assert.deepEqual(made, { accepted: 41, connected: 41, sockets: 82, bytesEach: 10 });
        assert.ok(seconds > 0);
      }
    });
  });

  for (const family of [4, 6] as const) {
    const file = family === 4 ? 'tcp' : 'tcp6';
    it(`over IPv${family} leave the side in TIME_WAIT that closes first, and nothing else`, async () => {
      for (const [first, clients, servers] of [
        ['client', 20, 0],
        ['server', 0, 20],
        ['alternate', 10, 10],
        ['reset', 0, 0],
      ] as const) {
        await using({ family, first, connections: 20, pairs: 2 }, async (short) => {
          const ports = new Set(short.report.ports);
          await short.make();
          const mine = rows(file).filter(({ local, remote }) => ports.has(local) || ports.has(remote));
          const waiting = inState(TIME_WAIT, mine);
          assert.equal(mine.length, waiting.length + inState(LISTEN, mine).length, first);
          const count = (side: 'local' | 'remote') => waiting.filter((row) => ports.has(row[side])).length;
          assert.deepEqual([count('remote'), count('local')], [clients, servers], first);
        });
      }
    });
  }

  it('in UDP are a datagram each way, and one socket', async () => {
    for (const family of [4, 6] as const) {
      await using({ protocol: 'udp', family, connections: 30 }, async (short) => {
        const before = udpDatagrams(family);
        const { seconds: _, ...made } = await short.make();
        assert.deepEqual(made, { accepted: 30, connected: 30, sockets: 30, bytesEach: 100 });
        assert.equal(udpDatagrams(family) - before, 60);
      });
    }
  });

  it('stand beside steady ones', async () => {
    await using({ connections: 5, steady: 30 }, async (short) => {
      assert.equal(short.report.steady, 30);
      await short.make();
      assert.equal(inState(ESTABLISHED, rows('tcp')).length, 60);
    });
  });

  it('have a server and a client that are processes of their own', async () => {
    await using({ connections: 5, pairs: 2 }, async ({ report }) => {
      assert.equal(new Set([...report.servers, ...report.clients]).size, 4);
      assert.deepEqual([report.servers, report.clients].flat().filter(isRunning).length, 4);
    });
  });

  it('end with all their processes when they are told to, also in the middle of a round', async () => {
    const short = await ShortConnections.start({ connections: 1000, seconds: 100, pairs: 2, steady: 10 });
    const round = assert.rejects(short.make(), /ended before they answered/);
    await short.stop();
    await round;
    for (const pid of [...short.report.servers, ...short.report.clients]) {
      while (isRunning(pid)) await setTimeout(10);
    }
    assert.deepEqual(inState(ESTABLISHED, rows('tcp')), []);
  });

  it('keep no more in TIME_WAIT than they were told to', async () => {
    await using({ connections: 30, timeWaitLimit: 10 }, async (short) => {
      const ports = new Set(short.report.ports);
      await short.make();
      // Others may wait still, and leave no room.
      assert.ok(inState(TIME_WAIT, rows('tcp')).filter(({ remote }) => ports.has(remote)).length <= 10);
    });
  });
});
