import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { BenchWorld, type WorldReport } from '../../bench/world.ts';
import { packageFile } from '../../src/package-root.ts';
import { skipUnless } from '../support/skip.ts';

const SCRIPT = packageFile('bench/world.py');
const NAMESPACE = process.geteuid?.() === 0 ? ['--net'] : ['--net', '--map-root-user'];
const ESTABLISHED = '01';
const LISTEN = '0A';

const canMake = spawnSync('unshare', [...NAMESPACE, 'python3', '--version']).status === 0;

/** The states in one file of the network namespace a process is in. */
function states(pid: number, file: string): string[] {
  const [, ...lines] = readFileSync(`/proc/${pid}/net/${file}`, 'latin1').trimEnd().split('\n');
  return lines.map((line) => line.trim().split(/ +/)[3] as string);
}

const count = (all: readonly string[], state: string) => all.filter((one) => one === state).length;

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').map(Number);
}

/** A process that has ended may be a zombie whose new parent is slow to notice. */
function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

async function untilEnded(pids: readonly number[]): Promise<void> {
  while (pids.some(isRunning)) await setTimeout(10);
}

describe('the world of the benchmarks', { skip: skipUnless(canMake, 'no network namespace with python3') }, () => {
  it('has as many established connections in as many processes as it says, and nothing else', async () => {
    const world = await BenchWorld.start('few', 1001);
    try {
      const { pid, sockets, processes, listeners } = world.report;
      assert.deepEqual({ sockets, processes, listeners }, { sockets: 1000, processes: 50, listeners: 0 });
      const found = states(pid, 'tcp');
      assert.deepEqual([found.length, count(found, ESTABLISHED)], [1000, 1000]);
      assert.equal(childrenOf(pid).length, 50);
    } finally {
      await world.stop();
    }
  });

  it('has listeners beside the connections, in its shape of listeners', async () => {
    const world = await BenchWorld.start('listeners', 1000);
    try {
      const found = states(world.report.pid, 'tcp');
      assert.deepEqual([count(found, ESTABLISHED), count(found, LISTEN)], [1000, 50]);
      assert.equal(world.report.listeners, 50);
    } finally {
      await world.stop();
    }
  });

  it('has a hundred connections to the port of https among the others, in its shape to be asked about', async () => {
    const world = await BenchWorld.start('asked', 1000);
    try {
      const { pid, sockets, listeners } = world.report;
      assert.deepEqual({ sockets, listeners }, { sockets: 1000, listeners: 50 });
      const lines = readFileSync(`/proc/${pid}/net/tcp`, 'latin1').trimEnd().split('\n').slice(1);
      assert.equal(lines.length, sockets + listeners);
      assert.equal(lines.filter((line) => line.trim().split(/ +/)[2]?.endsWith(':01BB')).length, 100);
    } finally {
      await world.stop();
    }
  });

  it('has sockets of every kind, in its mixed shape', async () => {
    const world = await BenchWorld.start('mixed', 1000);
    try {
      const { pid, sockets, listeners, udp, unix } = world.report;
      assert.deepEqual({ sockets, listeners, udp, unix }, { sockets: 800, listeners: 10, udp: 100, unix: 100 });
      const [tcp, tcp6] = [states(pid, 'tcp'), states(pid, 'tcp6')];
      assert.equal(count(tcp, ESTABLISHED) + count(tcp6, ESTABLISHED), sockets);
      assert.equal(count(tcp6, ESTABLISHED), 200);
      assert.equal(count(tcp, LISTEN), listeners);
      assert.equal(states(pid, 'udp').length, udp);
      assert.equal(states(pid, 'unix').length, unix);
    } finally {
      await world.stop();
    }
  });

  it('spreads over more processes when one may not have so many descriptors', async () => {
    const args = ['--nofile=256', 'unshare', ...NAMESPACE, 'python3', SCRIPT, '--sockets', '20000'];
    const world = spawn('prlimit', args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(world, 'exit');
    for await (const line of createInterface(world.stdout)) {
      const { pid, processes } = JSON.parse(line) as WorldReport;
      assert.ok(processes > 20000 / 256);
      assert.equal(states(pid, 'tcp').length, 20000);
      world.stdin.end();
    }
    assert.deepEqual(await ended, [0, null]);
  });

  it('says so when it was told to have too few processes', () => {
    const args = [...NAMESPACE, 'python3', SCRIPT, '--sockets', '10000000', '--processes', '1'];
    const { status, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, /^a process may have \d+ descriptors: 1 are too few\n$/);
  });

  it('ends with all its processes when its input ends', async () => {
    const world = await BenchWorld.start('few', 100);
    const { pid } = world.report;
    const pids = [pid, ...childrenOf(pid)];
    await world.stop();
    assert.deepEqual(pids.filter(isRunning), []);
  });

  it('takes its processes with it when it is killed', async () => {
    const world = await BenchWorld.start('few', 100);
    const { pid } = world.report;
    const pids = childrenOf(pid);
    process.kill(pid, 'SIGKILL');
    await untilEnded(pids);
  });

  it('ends when its parent is killed, though its input goes on', async () => {
    const command = `unshare ${NAMESPACE.join(' ')} python3 '${SCRIPT}' --sockets 100; true`;
    const parent = spawn('sh', ['-c', command], { stdio: ['pipe', 'pipe', 'inherit'] });
    for await (const line of createInterface(parent.stdout)) {
      const { pid } = JSON.parse(line) as WorldReport;
      const pids = [pid, ...childrenOf(pid)];
      parent.kill('SIGKILL');
      await untilEnded(pids);
      break;
    }
    parent.stdin.end();
  });

  it('ends by itself after some seconds', async () => {
    const args = [...NAMESPACE, 'python3', SCRIPT, '--sockets', '100', '--seconds', '1'];
    const world = spawn('unshare', args, { stdio: ['pipe', 'ignore', 'inherit'] });
    assert.deepEqual(await once(world, 'exit'), [0, null]);
  });
});
