import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { snapshot, type WatchQuery, watch } from '../../src/index.ts';
import { packageUrl } from '../../src/package-root.ts';
import { Following } from '../support/following.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { cameDuring } from '../support/lives.ts';
import type { Replay } from '../support/replay.ts';
import { ShortConnections, type ShortConnectionsOptions } from '../support/short-connections.ts';
import { skipUnless } from '../support/skip.ts';

const HOUR = 3_600_000;
const CONNECTIONS = 1500;
const INDEX = packageUrl('dist/index.js').href;
// Not nobody: other tests compare what nobody may see, and this one would be seen.
const AS_SOMEONE = ['setpriv', '--reuid', '64001', '--regid', '64001', '--clear-groups'];

const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');
const reported = await kernelReports();
const noReports = skipUnless(reported === undefined, `the kernel reports no ends: ${reported}`);
const othersRun = spawnSync('setpriv', [...AS_SOMEONE.slice(1), process.execPath, '--eval', `import('${INDEX}')`]);
const noOther = skipUnless(othersRun.status === 0, 'the package cannot be loaded as another user here');

/** Why it does not, if it does not. */
async function kernelReports(): Promise<string | undefined> {
  const stream = watch({ protocols: ['tcp'] });
  for await (const { report } of stream)
    return report.ends.tcp?.source === 'kernel' ? undefined : report.ends.tcp?.reason;
  return 'no stream';
}

// Else the ports of what has been in TIME_WAIT for a second serve again, and it is gone.
if (!skip) writeFileSync('/proc/sys/net/ipv4/tcp_tw_reuse', '0');

const worlds: ShortConnections[] = [];
after(() => Promise.all(worlds.map((world) => world.stop())));

async function shortConnections(options: ShortConnectionsOptions): Promise<ShortConnections> {
  const world = await ShortConnections.start({ connections: CONNECTIONS, seconds: 0.6, ...options });
  worlds.push(world);
  return world;
}

/** Sockets that came while the stream ran, and how many of them there are still. */
function cameAndStayed(replay: Replay): [number, number] {
  const came = cameDuring(replay);
  return [came.size, [...came].filter((id) => replay.sockets.has(id)).length];
}

/** The cookies of what the kernel has in TIME_WAIT. */
async function inTimeWait(): Promise<Set<bigint | null>> {
  const table = await snapshot({ protocols: ['tcp'], states: ['TIME_WAIT', 'FIN_WAIT2'] });
  return new Set(Array.from(table, ({ cookie }) => cookie));
}

/**
 * How many came since. As a rule one a connection, but where servers close first a client's port is free at once, and the connection that
 * gets it next takes the place of the one that waits.
 */
async function inTimeWaitSince(earlier: ReadonlySet<bigint | null>): Promise<number> {
  return [...(await inTimeWait())].filter((cookie) => !earlier.has(cookie)).length;
}

const KINDS: readonly [string, ShortConnectionsOptions, stayingPerConnection: number][] = [
  ['TCP over IPv4, clients closing first', { first: 'client' }, 1],
  ['TCP over IPv6, servers closing first', { family: 6, first: 'server' }, 1],
  ['TCP over IPv6, reset by clients', { family: 6, first: 'reset' }, 0],
  ['UDP over IPv4', { protocol: 'udp' }, 0],
  ['UDP over IPv6', { protocol: 'udp', family: 6 }, 0],
];

describe('of short connections a stream tells each end exactly once:', { skip: skip || noReports }, () => {
  for (const [interval, pace] of [
    [200, 'looked at now and then'],
    [HOUR, 'after a first look'],
  ] as const) {
    for (const [kind, options, staying] of KINDS) {
      it(`${kind}, ${pace}`, async () => {
        const world = await shortConnections(options);
        const earlier = await inTimeWait();
        const following = await Following.start({ protocols: ['tcp', 'udp'], interval });
        const { accepted, connected, sockets } = await world.make();
        assert.deepEqual([accepted, connected], [CONNECTIONS, CONNECTIONS]);
        await following.until((replay) => cameAndStayed(replay)[0] >= sockets);
        if (interval < HOUR) await following.catchUp();
        await following.stop();
        const { report, replay } = following;
        const waiting = await inTimeWaitSince(earlier);
        assert.ok(waiting <= staying * connected && (waiting > 0 || staying === 0), `${waiting} in TIME_WAIT`);
        assert.deepEqual(cameAndStayed(replay), [sockets, waiting]);
        assert.deepEqual([report.gaps, report.lost], [0, 0]);
        if (interval === HOUR) assert.equal(report.ticks, 1);
        await world.stop();
      });
    }
  }

  it('TCP of both versions and UDP at once, which are closed by either side', async () => {
    const options = { seconds: 1, first: 'alternate' } as const;
    const all = await Promise.all([
      shortConnections({ ...options, family: 4 }),
      shortConnections({ ...options, family: 6 }),
      shortConnections({ ...options, protocol: 'udp' }),
    ]);
    const earlier = await inTimeWait();
    const following = await Following.start({ protocols: ['tcp', 'udp'], interval: 50 });
    const rounds = await Promise.all(all.map((world) => world.make()));
    const sockets = rounds.reduce((sum, round) => sum + round.sockets, 0);
    await following.until((replay) => cameAndStayed(replay)[0] >= sockets);
    await following.catchUp();
    await following.stop();
    const waiting = await inTimeWaitSince(earlier);
    assert.ok(waiting > CONNECTIONS && waiting <= 2 * CONNECTIONS, `${waiting} in TIME_WAIT`);
    assert.deepEqual(cameAndStayed(following.replay), [sockets, waiting]);
    assert.equal(following.report.gaps, 0);
    await Promise.all(all.map((world) => world.stop()));
  });

  it('TCP where the kernel keeps few in TIME_WAIT, and has them', async () => {
    const world = await shortConnections({ first: 'alternate', timeWaitLimit: 10 });
    const following = await Following.start({ protocols: ['tcp'], interval: 100 });
    const { sockets } = await world.make();
    await following.until((replay) => cameAndStayed(replay)[0] >= sockets);
    await following.catchUp();
    await following.stop();
    assert.deepEqual(cameAndStayed(following.replay), [sockets, 0]);
    await world.stop();
  });
});

describe('to who has no rights a stream', { skip: skip || noReports || noOther }, () => {
  /** Runs a stream as another user until it has told of so many sockets. */
  async function asNobody(query: WatchQuery, world: ShortConnections) {
    const code = `
      import { watch } from '${INDEX}';
      const query = ${JSON.stringify(query)};
      const ids = new Set();
      let ready = false;
      let wanted = Infinity;
      process.stdin.once('data', (data) => { wanted = Number(data); });
      for await (const batch of watch(query)) {
        if (!ready) console.log('ready');
        ready = true;
        for (const { type, id, unseen } of batch) {
          if (type === 'opened' || unseen) ids.add(id);
        }
        // Something new every time, so that there is a next batch.
        if (ids.size + batch.report.lost >= wanted) {
          console.log(JSON.stringify({ told: ids.size, ...batch.report }));
          process.exit();
        }
      }`;
    const [program, ...args] = [...AS_SOMEONE, process.execPath, '--input-type=module', '--eval', code];
    const child = spawn(program as string, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    assert.equal((await lines.next()).value, 'ready');
    const { sockets } = await world.make();
    child.stdin.write(`${sockets}\n`);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // What makes it look at what it has, if all was told before it knew how many that was.
    const { sockets: more } = await world.make();
    const { value } = await lines.next();
    await ended;
    return { ...JSON.parse(value), sockets, more };
  }

  it('tells of each likewise, or counts it as lost', async () => {
    const world = await shortConnections({ connections: 400 });
    const { told, lost, ends, receiveBuffer, sockets, more } = await asNobody({ protocols: ['tcp'] }, world);
    assert.deepEqual(ends, { tcp: { source: 'kernel' } });
    assert.ok(told + lost >= sockets && told <= sockets + more, `${told} and ${lost} of ${sockets}`);
    // As large as one may without rights, twice.
    assert.ok(receiveBuffer < 32 << 20, `${receiveBuffer}`);
  });
});
