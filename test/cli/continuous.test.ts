import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { COMMAND, sockdiag } from '../support/command.ts';

let root: string;
const children: ChildProcess[] = [];

before(() => {
  root = mkdtempSync(join(tmpdir(), 'sockdiag-continuous-'));
  mkdirSync(join(root, 'net'));
  // More than one write of a listing.
  const rows = Array.from({ length: 2000 }, (_, i) => {
    const port = (i + 1).toString(16).padStart(4, '0');
    return `${i}: 0100007F:1F90 0200000A:${port} 01 00000000:00000000 00:00000000 00000000 0 0 ${i} 1 0`;
  });
  writeFileSync(join(root, 'net/tcp'), `  sl  local_address\n${rows.join('\n')}\n`);
});
after(() => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  rmSync(root, { recursive: true });
});

/** Runs the command until it has listed so many times, then sends the signal and gives all it printed. */
async function listings(count: number, signal: NodeJS.Signals, options: string[]) {
  const args = [COMMAND, '-tn', '--procfs', root, ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('latin1').on('data', (text) => {
    stderr += text;
  });
  const ended = once(child, 'close');
  for await (const text of child.stdout.setEncoding('latin1')) {
    stdout += text;
    if (stdout.split('Active Internet').length > count) child.kill(signal);
  }
  const [code, endedBy] = await ended;
  return { stdout, stderr, code, endedBy };
}

describe('a continuous listing', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`repeats itself, and ends at ${signal} with whole listings before it`, async () => {
      const once = sockdiag(['-tn', '--procfs', root]).stdout;
      const { stdout, stderr, code, endedBy } = await listings(3, signal, ['--interval', '0.2']);
      assert.deepEqual({ stderr, code, endedBy }, { stderr: '', code: null, endedBy: signal });
      // The last one may have been under way.
      assert.ok(stdout.startsWith(once + once));
      assert.ok(once.repeat(10).startsWith(stdout));
    });
  }

  it('repeats without --interval under -c, and an interval changes it in either order', async () => {
    for (const options of [['-c'], ['-c', '--interval=0.1'], ['--interval=0.1', '-c']]) {
      const { stdout, endedBy } = await listings(2, 'SIGTERM', options);
      assert.equal(endedBy, 'SIGTERM');
      assert.ok(stdout.split('Active Internet').length > 2);
    }
  });

  it('sees what changed in between', async () => {
    const changed = mkdtempSync(join(tmpdir(), 'sockdiag-changed-'));
    mkdirSync(join(changed, 'net'));
    const row = (port: string) => ` sl local_address\n0: 0100007F:${port} 00000000:0000 0A 0:0 00:0 0 0 0 5 1 0\n`;
    writeFileSync(join(changed, 'net/tcp'), row('0001'));
    const args = [COMMAND, '-tln', '--procfs', changed, '--interval', '0.05'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    let stdout = '';
    for await (const text of child.stdout.setEncoding('latin1')) {
      if (stdout === '') writeFileSync(join(changed, 'net/tcp'), row('0002'));
      stdout += text;
      if (stdout.includes('127.0.0.1:2 ')) child.kill();
    }
    rmSync(changed, { recursive: true });
    assert.ok(stdout.includes('127.0.0.1:1 '));
    assert.ok(stdout.includes('127.0.0.1:2 '));
  });

  it('ends at the first listing that fails, with its code', () => {
    const { code, stdout, stderr } = sockdiag(['-c', '-un', '--procfs', root]);
    assert.equal(code, 1);
    assert.equal(stdout.split('Active Internet').length, 2);
    assert.equal(stderr, "sockdiag: no support for `AF INET (udp)' on this system.\n");
  });
});
