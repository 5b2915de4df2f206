import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { COMMAND, sockdiag } from '../support/command.ts';

// Runs a command with a pipe, signals it when a first part of its output is there, reads the rest, and prints all of it.
const SIGNAL_WHILE_WRITING = `
import os, signal, subprocess, sys
read, write = os.pipe()
child = subprocess.Popen(sys.argv[2:], stdout=write)
os.close(write)
shown = os.read(read, 1000)
child.send_signal(getattr(signal, sys.argv[1]))
while True:
    part = os.read(read, 65536)
    if not part: break
    shown += part
sys.stdout.buffer.write(shown)
sys.exit(0 if child.wait() == -getattr(signal, sys.argv[1]) else 1)
`;
// The same, but reads only when the command has ended.
const SIGNAL_WITHOUT_READER = SIGNAL_WHILE_WRITING.replace(/^while/m, 'child.wait()\nwhile');

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

/** Runs the command until it has begun so many listings and printed so much, then sends the signal and gives all it printed. */
async function listings(count: number, signal: NodeJS.Signals, options: string[], length = 0) {
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
    // A second signal would not wait.
    if (child.killed || stdout.length < length || stdout.split('Active Internet').length <= count) continue;
    child.kill(signal);
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
      const count = stdout.split('Active Internet').length - 1;
      assert.ok(count >= 3);
      assert.ok(stdout === once.repeat(count));
    });

    it(`ends at ${signal} while it waits, and at once`, async () => {
      const once = sockdiag(['-tn', '--procfs', root]).stdout;
      const { stdout, code, endedBy } = await listings(1, signal, ['--interval', '100000'], once.length);
      assert.deepEqual({ code, endedBy }, { code: null, endedBy: signal });
      assert.ok(stdout === once);
    });

    it(`ends at ${signal} behind the listing that is being written, when its reader goes on`, async () => {
      const args = [COMMAND, '-tnc', '--procfs', root];
      // Its pipe holds less than a listing, so that one is under way from the first byte that is read to the last.
      const { status, stdout, stderr } = spawnSync(
        'python3',
        ['-c', SIGNAL_WHILE_WRITING, signal, process.execPath, ...args],
        {
          encoding: 'latin1',
          maxBuffer: 1 << 28,
        },
      );
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      assert.ok(stdout === sockdiag(['-tn', '--procfs', root]).stdout);
    });

    it(`ends at ${signal} behind a line when its reader has stopped`, () => {
      const args = [COMMAND, '-tnc', '--procfs', root];
      const python = ['-c', SIGNAL_WITHOUT_READER, signal, process.execPath, ...args];
      const { status, stdout, stderr } = spawnSync('python3', python, { encoding: 'latin1', maxBuffer: 1 << 28 });
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      const whole = sockdiag(['-tn', '--procfs', root]).stdout;
      assert.ok(whole.startsWith(stdout));
      assert.ok(stdout.length < whole.length);
      assert.match(stdout, /\n$/);
    });
  }

  it('writes a listing that is too large to be held in parts, and whole', async () => {
    const large = mkdtempSync(join(tmpdir(), 'sockdiag-large-'));
    mkdirSync(join(large, 'net'));
    // Some 6 MB of text.
    const rows = Array.from({ length: 80_000 }, (_, i) => {
      const remote = i.toString(16).padStart(8, '0');
      return `${i}: 0100007F:1F90 ${remote}:0001 01 00000000:00000000 00:00000000 00000000 0 0 ${i} 1 0`;
    });
    writeFileSync(join(large, 'net/tcp'), `  sl  local_address\n${rows.join('\n')}\n`);
    const once = sockdiag(['-tn', '--procfs', large]).stdout;
    const { stdout, endedBy } = await listings(1, 'SIGTERM', ['--interval', '100000', '--procfs', large], once.length);
    rmSync(large, { recursive: true });
    assert.equal(endedBy, 'SIGTERM');
    assert.ok(stdout === once);
  });

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
