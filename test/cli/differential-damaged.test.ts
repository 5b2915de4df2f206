import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { COMMAND, has, type Result, run } from '../support/command.ts';
import { fakeProcMissing } from '../support/fake-proc.ts';
import { damage, type FileFault } from '../support/file-faults.ts';
import { fixturePath } from '../support/fixtures.ts';
import { skipUnless } from '../support/skip.ts';

const FILES = ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6', 'unix', 'snmp', 'snmp6', 'netstat', 'igmp', 'igmp6'];
const MORE = ['route', 'ipv6_route', 'sctp/eps', 'sctp/assocs', 'sctp/snmp'];

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'sockdiag-damaged-'));
  for (const file of [...FILES, ...MORE]) {
    mkdirSync(dirname(join(root, 'net', file)), { recursive: true });
    cpSync(join(fixturePath('proc'), 'net', file), join(root, 'net', file));
  }
});
after(() => rmSync(root, { recursive: true }));

/** The memory of the shell, which can be opened and not read; netstat sees no other /proc than the one that is mounted. */
const EIO = 'if [ -n "$1" ]; then mount --bind /proc/$$/mem "$1"; fi; ';

/** Runs a program with the damaged /proc; netstat reads some files for ever that it can open and not read. */
function runIn(script: string, file: string, words: readonly string[]): Result | undefined {
  const args = ['-m', 'timeout', '-k', '1', '1', 'sh', '-c', `${EIO}${script}shift; exec "$@"`, root, file, ...words];
  const result = run('unshare', args);
  return result.code === 124 || result.code === 137 ? undefined : result;
}

const netstat = (file: string, options: string[]) => runIn('mount --rbind "$0" /proc; ', file, ['netstat', ...options]);
const ours = (options: readonly string[], file: string) => {
  const args = ['-m', 'sh', '-c', `${EIO}shift; exec "$@"`, root, file, process.execPath, COMMAND];
  return run('unshare', [...args, '--procfs', root, ...options]);
};

/** Behind a row. */
const cut: FileFault['make'] = (path, kept) => {
  const bytes = readFileSync(kept);
  writeFileSync(path, bytes.subarray(0, bytes.lastIndexOf(0x0a, bytes.length / 2) + 3));
};

const FAULTS: readonly Omit<FileFault, 'code'>[] = [
  { name: 'missing', make: () => {} },
  { name: 'EIO', make: (path) => writeFileSync(path, '') },
  { name: 'EISDIR', make: (path) => mkdirSync(path) },
  { name: 'ELOOP', make: (path) => symlinkSync(path, path) },
  { name: 'empty', make: (path) => writeFileSync(path, '') },
  { name: 'cut', make: cut },
  { name: 'garbage', make: (path) => writeFileSync(path, 'what\nis\nthis\n') },
];

/** Options that read each file. */
const CASES: readonly [file: string, ...options: string[]][] = [
  ['tcp', '-tan'],
  ['tcp6', '-tan'],
  ['udp', '-uan'],
  ['udp6', '-uan'],
  ['raw', '-wan'],
  ['raw6', '-wan'],
  ['unix', '-xan'],
  ['snmp', '-s', '-6s'],
  ['snmp6', '-s', '-6s'],
  ['netstat', '-s', '-6s'],
  ['igmp', '-gn'],
  ['igmp6', '-gn'],
  ['route', '-rn', '-46rn'],
  ['ipv6_route', '-6rn', '-46rn'],
  ['sctp/eps', '-San'],
  ['sctp/assocs', '-San'],
  ['sctp/snmp', '-s', '-sS'],
];

/** Where ours rightly prints something else. */
const KNOWN: readonly { files: RegExp; faults: RegExp; options?: RegExp; moves?: true; why: string }[] = [
  {
    files: /^(tcp|udp|raw|igmp)$/,
    faults: /ELOOP/,
    why: 'netstat ends there, before the file of the other IP version; ours lists that too. The exit code is the same',
  },
  { files: /snmp6/, faults: /cut|garbage/, options: /-6s/, why: 'netstat shows the begin of a name as a section' },
  { files: /ipv6_route/, faults: /cut/, why: 'netstat shows a cut line with what the row before left in its memory' },
  { files: /ipv6_route/, faults: /garbage/, moves: true, why: 'netstat prints what is in its memory' },
];

const knownOf = (file: string, fault: string, options: string) =>
  KNOWN.find((known) => known.files.test(file) && known.faults.test(fault) && (known.options?.test(options) ?? true));

const skip =
  skipUnless(has('netstat'), 'netstat is not installed') ||
  skipUnless(fakeProcMissing() === undefined, fakeProcMissing() ?? '');

describe('where a file of /proc is damaged', { skip }, () => {
  for (const fault of FAULTS) {
    for (const [file, ...all] of CASES) {
      for (const options of all) {
        it(`(${fault.name}) of ${file}, ${options} lists the rest, gives the reason, and ends as netstat does`, () => {
          const path = join(root, 'net', file);
          const undo = damage(path, fault);
          const bound = fault.name === 'EIO' ? path : '';
          const [expected, result] = [netstat(bound, options.split(' ')), ours(options.split(' '), bound)];
          undo();
          assert.ok(
            result.stderr.split('\n').every((line) => !/^ {4}at |Error/.test(line)),
            result.stderr,
          );
          // What netstat reads for ever it prints nothing of.
          if (!expected) return assert.ok(result.stdout.length > 0 && result.stderr !== '');
          assert.equal(result.code, expected.code, `exit code: ${result.stderr}`);
          const known = knownOf(file, fault.name, options);
          if (known && !known.moves) assert.notEqual(result.stdout, expected.stdout);
          else if (!known) assert.equal(result.stdout, expected.stdout);
          if (expected.stderr !== '') assert.notEqual(result.stderr, '');
        });
      }
    }
  }
});
