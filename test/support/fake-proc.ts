import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Result, run, sockdiag } from './command.ts';
import { messagesOf } from './differential.ts';

/** Why netstat cannot be shown another /proc here, when it cannot. */
export function fakeProcMissing(): string | undefined {
  const { status, stderr, error } = spawnSync('unshare', ['--mount', 'true'], { encoding: 'utf8' });
  return status === 0 ? undefined : `no mount namespace: ${error?.message ?? stderr.trim()}`;
}

/** A /proc of a test's own making, which both programs read: netstat has it mounted over the real one. */
export class FakeProc {
  readonly path = mkdtempSync(join(tmpdir(), 'sockdiag-proc-'));

  /** @param files - by their path below /proc: `net/ax25` */
  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    mkdirSync(join(this.path, 'net'));
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  write(name: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true });
    writeFileSync(join(this.path, name), content);
  }

  netstat(args: readonly string[]): Result {
    const script = 'mount --bind "$0" /proc && exec netstat "$@"';
    return run('unshare', ['--mount', 'sh', '-c', script, this.path, ...args]);
  }

  sockdiag(args: readonly string[]): Result {
    return sockdiag(['--procfs', this.path, ...args]);
  }

  /** Asserts that both print the same and end alike. */
  assertSame(args: readonly string[]): Result {
    const [netstat, ours] = [this.netstat(args), this.sockdiag(args)];
    const line = args.join(' ');
    assert.equal(ours.stdout, netstat.stdout, line);
    assert.equal(ours.code, netstat.code, `${line}: exit code`);
    assert.equal(messagesOf(ours.stderr.replaceAll(this.path, '/proc')), messagesOf(netstat.stderr), `${line}: stderr`);
    return netstat;
  }

  end(): void {
    rmSync(this.path, { recursive: true });
  }
}
