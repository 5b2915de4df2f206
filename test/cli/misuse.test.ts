import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { optionsOf } from '../../src/cli/commands.ts';
import { COMMAND_WORDS } from '../../src/cli/options/spec.ts';
import { OPTIONS } from '../../src/cli/options/table.ts';
import { sockdiag } from '../support/command.ts';

// Every path that is named lies here, and a record whose name is no path too.
const folder = mkdtempSync(join(tmpdir(), 'sockdiag-misuse-'));
process.chdir(folder);
after(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'text'), 'text\n');
mkdirSync(join(folder, 'folder'));

const LONG = '9'.repeat(100_000);
const VALUES = [
  '',
  ' ',
  '-',
  '-1',
  '1e400000000',
  '-1e400000000',
  'NaN',
  'Infinity',
  '0',
  '0.0',
  '1e-400',
  '9'.repeat(400),
  LONG,
  'a\nb',
  '__proto__',
  'constructor',
  ',',
  ',,inet,',
  join(folder, 'no/where'),
  join(folder, 'folder'),
  join(folder, 'folder/'),
  join(folder, 'text'),
  join(folder, 'text/below'),
  `${folder}/${LONG}`,
];

/** Every option that takes a value, behind what it is of. */
const TAKING = [
  ...OPTIONS.filter(({ argument }) => argument).map(({ long }) => ['-t', '--source=procfs', `--${long}`]),
  ...COMMAND_WORDS.flatMap((word) =>
    optionsOf(word)
      .own.filter(({ argument }) => argument)
      .map(({ long }) => [word, '-t', `--${long}`]),
  ),
];

function assertClear(stderr: string, what: string): void {
  for (const line of stderr.split('\n')) {
    assert.doesNotMatch(line, /^ +at /, `${what}: a stack`);
    assert.doesNotMatch(line, /Unknown system error|undefined|\[object /, what);
    assert.ok(line.length < 5100, `${what}: ${line.length} characters`);
    const [path = ''] = line.match(/\/[^\s:']{5,}/) ?? [];
    assert.ok(path === '' || line.indexOf(path) === line.lastIndexOf(path), `${what}: a path twice: ${line}`);
  }
}

describe('a value that is none', () => {
  for (const before of TAKING) {
    it(`is said in one line: ${before.join(' ')}`, () => {
      const option = before.at(-1) as string;
      for (const value of VALUES) {
        const shown = `${option} ${JSON.stringify(value.slice(0, 60))}`;
        // What would go on for ever says so by its time being over.
        const ends = before[0] === 'events' && !['--for', '--replay'].includes(option) ? ['--for', '0.05'] : [];
        const args = [...before.slice(0, -1), ...ends, option, value];
        const { code, stdout, stderr } = sockdiag(
          option === '--procfs' ? args.filter((arg) => arg !== '--source=procfs') : args,
        );
        assertClear(stderr, shown);
        const lines = stderr.split('\n').slice(0, -1);
        if (code === 0) continue;
        assert.ok(code === 1 || code === 3, `${shown}: ${code}`);
        assert.equal(stdout, '', shown);
        // Behind what is wrong with a filter stands the filter, with a caret under the place.
        assert.equal(lines.length, option === '--filter' && value.trim() !== '' ? 3 : 1, `${shown}: ${stderr}`);
      }
    });
  }
});

describe('an option that is none', () => {
  for (const word of [LONG, 'a\nb', '__proto__', 'constructor', '=', '=x', 'tcp=', `tcp=${LONG}`]) {
    it(`is said before the usage: --${word.slice(0, 20)}`, () => {
      for (const before of [[], ['events']]) {
        const { code, stdout, stderr } = sockdiag([...before, `--${word}`]);
        assert.deepEqual({ code, stdout }, { code: 3, stdout: '' });
        assertClear(stderr, word.slice(0, 20));
        const [first = '', second = ''] = stderr.split('\n');
        assert.match(first, /^sockdiag: (unrecognized option|option) '--/);
        assert.match(second, before.length > 0 ? /^sockdiag: see 'sockdiag events --help'$/ : /^usage: /);
      }
    });
  }

  for (const args of [['-I'], ['-I=eth0'], ['-Ieth0'], ['-nI', 'eth0']]) {
    it(`is what other netstats have, and -i is said behind the usage: ${args.join(' ')}`, () => {
      const { code, stdout, stderr } = sockdiag(args);
      assert.deepEqual({ code, stdout }, { code: 3, stdout: '' });
      const lines = stderr.trimEnd().split('\n');
      assert.equal(lines[0], "sockdiag: invalid option -- 'I'");
      assert.match(lines[1] as string, /^usage: /);
      assert.equal(lines.at(-1), 'sockdiag: there is no -I: use -i, which lists every interface');
    });
  }

  it('is no -i behind events, which has none', () => {
    assert.doesNotMatch(sockdiag(['events', '-I']).stderr, /use -i/);
  });
});

describe('a folder in the environment that is none', () => {
  for (const value of [join(folder, 'no/where'), join(folder, 'text'), join(folder, 'folder'), LONG]) {
    it(`is said in one line: ${value.slice(0, 40)}`, () => {
      for (const args of [['-t'], ['-r'], ['-i'], ['-s'], ['-g'], ['-M'], ['events', '-t']]) {
        const { code, stdout, stderr } = sockdiag(args, { HOST_PROC: value });
        assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
        assertClear(stderr, args.join(' '));
        assert.equal(stderr.split('\n').length, 2, stderr);
      }
    });
  }
});

describe('an abbreviation behind events', () => {
  it('is one of those that have an effect there', () => {
    for (const args of [['--int', '0.1'], ['--interv=0.1'], ['--sou', 'procfs'], ['--ow', 'procfs', '-p']]) {
      const { code, stderr } = sockdiag(['events', '-t', '--for', '0.1', ...args]);
      assert.equal(code, 0, stderr);
    }
  });

  it('is refused by its name where it is of another view', () => {
    for (const option of ['--interf', '--rou', '--st', '--mas', '--gro']) {
      const { code, stdout, stderr } = sockdiag(['events', '-t', '--for', '0.1', option]);
      assert.deepEqual({ code, stdout }, { code: 3, stdout: '' });
      assert.equal(stderr, 'sockdiag: events: -i, -r, -s, -M and -g list something else than sockets\n');
    }
  });
});
