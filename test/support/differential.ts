import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMAND, type Result } from './command.ts';

/** The two programs that are compared. */
export type Program = 'netstat' | 'sockdiag';

/** How a program is run. */
export interface Setting {
  env?: NodeJS.ProcessEnv;
  /** What starts it, such as setpriv(1) with its options. */
  launcher?: readonly string[];
}

/** One of our runs in a comparison. */
export interface Ours extends Setting {
  /** Options beside those netstat gets. */
  more?: readonly string[];
}

/** What must all give the same: sock_diag where the kernel has it, and /proc alone. */
export const BOTH_SOURCES: readonly Ours[] = [{}, { more: ['--source', 'procfs'] }];

// A world of timers and retransmissions moves. Between two looks it seldom does, unless they are slow.
const ATTEMPTS = 10;
const STRICT_ATTEMPTS = 5;

/** Runs programs with their output in files: a pipe of Node's is a socket, and would be one of those that are listed. */
export class Bench {
  readonly directory = mkdtempSync(join(tmpdir(), 'sockdiag-differential-'));

  end(): void {
    rmSync(this.directory, { recursive: true });
  }

  run(program: Program, args: readonly string[], { env, launcher = [] }: Setting = {}): Result {
    const command = program === 'netstat' ? ['netstat'] : [process.execPath, COMMAND];
    const [file, ...rest] = [...launcher, ...command, ...args] as [string, ...string[]];
    const paths = ['stdout', 'stderr'].map((name) => join(this.directory, name));
    const fds = paths.map((path) => openSync(path, 'w'));
    const { status, error } = spawnSync(file, rest, {
      stdio: ['ignore', ...fds],
      env: { ...process.env, LC_ALL: 'C', ...env },
    });
    for (const fd of fds) closeSync(fd);
    if (error) throw error;
    const [stdout, stderr] = paths.map((path) => readFileSync(path, 'latin1')) as [string, string];
    return { code: status, stdout: withoutSeconds(stdout), stderr };
  }

  /**
   * What netstat and each of our runs print of one world. netstat is asked before and after, and all are run again when it did
   * not say the same.
   */
  compare(args: readonly string[], ours: readonly Ours[], setting: Setting = {}): Comparison {
    for (let attempt = 1; ; attempt++) {
      const steady = attempt <= STRICT_ATTEMPTS ? (result: Result) => result : withoutCounters;
      const before = steady(this.run('netstat', args, setting));
      const results = ours.map(({ more = [], env, launcher = setting.launcher ?? [] }) =>
        steady(this.run('sockdiag', [...more, ...args], { env: { ...setting.env, ...env }, launcher })),
      );
      const netstat = steady(this.run('netstat', args, setting));
      if (same(before, netstat)) return { netstat, ours: results };
      if (attempt === ATTEMPTS) throw new Error(`netstat ${args.join(' ')} never printed the same twice`);
    }
  }

  /** Asserts that each of our runs prints what netstat prints and ends as it ends. */
  assertSame(args: readonly string[], ours: readonly Ours[] = BOTH_SOURCES, setting: Setting = {}): Comparison {
    const comparison = this.compare(args, ours, setting);
    const { netstat } = comparison;
    comparison.ours.forEach(({ stdout, stderr, code }, i) => {
      const run = `sockdiag ${[...(ours[i]?.more ?? []), ...args].join(' ')}`;
      assert.equal(stdout, netstat.stdout, run);
      assert.equal(code, netstat.code, `${run}: exit code`);
      assert.equal(messagesOf(stderr), messagesOf(netstat.stderr), `${run}: stderr`);
    });
    return comparison;
  }
}

export interface Comparison {
  netstat: Result;
  ours: Result[];
}

function same(a: Result, b: Result): boolean {
  return a.stdout === b.stdout && a.stderr === b.stderr && a.code === b.code;
}

/** Only the seconds that go by: the kind of timer and both counters behind it stay. */
function withoutSeconds(text: string): string {
  return text.replace(/ (on|keepalive|timewait|probe) \(\d+\.\d\d\/(\d+\/\d+\)\n)/g, ' $1 (#/$2');
}

/** Retransmissions and probes that go on are counted meanwhile. */
function withoutCounters(result: Result): Result {
  const stdout = result.stdout.replace(/ (on|probe) \(#\/\d+\/\d+\)\n/g, ' $1 (#/#/#)\n');
  return { ...result, stdout };
}

/** The messages of either without its name and without what the other one rightly does not say. */
export function messagesOf(stderr: string): string {
  const lines = stderr
    .replace(/^usage: [\s\S]*/m, '')
    .replace(/^(netstat|sockdiag): /gm, 'PROGRAM: ')
    .split('\n');
  return lines
    .filter((line, i) => line !== lines[i - 1] && !ONE_SIDED.some((pattern) => pattern.test(line)))
    .join('\n');
}

/** Lines only one of the two has; a line netstat says twice in a row, for the two files SCTP would have, is as good as once. */
const ONE_SIDED = [
  // Ours under -v.
  /^PROGRAM: \w+: read from \/proc: /,
  /^PROGRAM: owners: some may be missing: /,
  /^PROGRAM: no addon: /,
  // Ours of a file that ends too early, or has something else in its place: netstat lists what it has without a word.
  /^PROGRAM: [\w/ ]+: not (all )?(listed|completed from \/proc): /,
  // netstat's advice to those who compile net-tools.
  /^Please recompile `net-tools' /,
];
