import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { changeLine } from '../../../src/cli/events/line.ts';
import { type Change, toChangeJSON } from '../../../src/index.ts';
import { jsonLine } from '../../../src/recording/json-line.ts';
import { recordStart } from '../../../src/recording/record-start.ts';
import { momentOf, SYSTEM_CLOCK } from '../../../src/watch/changes/clock.ts';
import { CHANGES } from '../../support/changes.ts';
import { COMMAND, sockdiag } from '../../support/command.ts';
import { fixturePath } from '../../support/fixtures.ts';

const report = { ends: {}, scan: {} } as never;
const start = (owners: boolean) =>
  recordStart({ protocols: ['tcp'], interval: 1000, ...(owners && { owners: true }) }, report, momentOf(SYSTEM_CLOCK));
const lineOf = (change: Change) => `${jsonLine(toChangeJSON(change))}\n`;
const textOf = (options = {}) =>
  CHANGES.map((change) => {
    const line = changeLine(change, { owners: false, extend: false, wide: false, colour: false, ...options });
    return `${line}\n`;
  });
/** Those that are there are printed with --all-present alone. */
const happened = (lines: readonly string[]) => lines.filter((_, i) => CHANGES[i]?.type !== 'present');

let folder: string;
let record: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sockdiag-replay-'));
  record = join(folder, 'record');
  writeFileSync(record, start(false) + CHANGES.map(lineOf).join(''));
});
after(() => rmSync(folder, { recursive: true }));

/** Lines of a record as the command prints them. */
const versioned = (lines: string) => lines.replaceAll(/^\{/gm, '{"v":1,');

const replay = (...options: string[]) => sockdiag(['events', '--replay', record, ...options]);

describe('--replay', () => {
  it('prints what was recorded, each change a line', () => {
    const lines = textOf();
    assert.deepEqual(replay('--all-present'), { code: 0, stderr: '', stdout: lines.join('') });
    assert.deepEqual(replay(), { code: 0, stderr: '', stdout: happened(lines).join('') });
  });

  it('prints JSON as it was recorded where all columns are wanted, with the version of its lines', () =>
    assert.deepEqual(replay('--all-present', '--json', '--columns', 'all'), {
      code: 0,
      stderr: '',
      stdout: versioned(CHANGES.map(lineOf).join('')),
    }));

  it('takes the options for lines and sockets', () => {
    assert.equal(replay('-pe').stdout, happened(textOf({ owners: true, extend: true })).join(''));
    assert.equal(replay('--count', '2').stdout, happened(textOf()).slice(0, 2).join(''));
    const udp = replay('-6').stdout.split('\n');
    assert.deepEqual(
      udp.map((line) => line.split(' ')[2]),
      ['udp6', 'gap:', 'late:', undefined],
    );
  });

  it('shows owners where they were recorded', () => {
    const file = join(folder, 'owners');
    writeFileSync(file, start(true) + CHANGES.map(lineOf).join(''));
    const { stdout } = sockdiag(['events', '--replay', file]);
    assert.equal(stdout, happened(textOf({ owners: true })).join(''));
  });

  it('reads standard input', () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [COMMAND, 'events', '--replay', '-'], {
      input: readFileSync(record),
      encoding: 'utf8',
    });
    assert.deepEqual({ stdout, stderr, status }, { stdout: happened(textOf()).join(''), stderr: '', status: 0 });
  });

  it('says which line is cut short, and prints all before it', () => {
    const file = join(folder, 'cut');
    writeFileSync(file, readFileSync(record));
    truncateSync(file, readFileSync(record).length - 5);
    const { code, stdout, stderr } = sockdiag(['events', '--replay', file]);
    assert.deepEqual(
      { code, stdout, stderr },
      {
        code: 0,
        stdout: happened(textOf()).slice(0, -1).join(''),
        stderr: `sockdiag: ${file}: line ${CHANGES.length + 1} is cut short: the rest was read\n`,
      },
    );
  });

  it('is an error of one line and code 1 of what ends before a record begins', () => {
    const empty = join(folder, 'empty');
    writeFileSync(empty, '');
    const cut = join(folder, 'cut-at-once');
    writeFileSync(cut, start(false).slice(0, 40));
    for (const file of [empty, cut, '/dev/null']) {
      const stderr = `sockdiag: ${file}: not a record of events: it ends before it begins\n`;
      assert.deepEqual(sockdiag(['events', '--replay', file]), { code: 1, stdout: '', stderr });
    }
    const shell = (script: string) => {
      const { stdout, stderr, status } = spawnSync('sh', ['-c', script, process.execPath, COMMAND], {
        encoding: 'utf8',
      });
      return { stdout, stderr, status };
    };
    for (const end of ['</dev/null', '<&-']) {
      const stderr = 'sockdiag: -: not a record of events: it ends before it begins\n';
      assert.deepEqual(shell(`"$0" "$1" events --replay - ${end}`), { status: 1, stdout: '', stderr });
    }
  });

  it('passes over what is broken in the middle, names it, and ends with code 1', () => {
    const file = join(folder, 'broken');
    writeFileSync(file, start(false));
    for (const line of ['{"type":"opened"}\n', lineOf(CHANGES[1]), '\n', lineOf(CHANGES[2])])
      appendFileSync(file, line);
    const { code, stdout, stderr } = sockdiag(['events', '--replay', file]);
    assert.equal(code, 1);
    assert.equal(stdout, textOf().slice(1, 3).join(''));
    assert.equal(
      stderr,
      `sockdiag: ${file}: line 2 is no change and was passed over\n` +
        `sockdiag: ${file}: line 4 is no change and was passed over\n` +
        `sockdiag: ${file}: 2 lines could not be read\n`,
    );
  });

  it('is an error of one line and code 1 where there is no record', () => {
    for (const file of [process.execPath, COMMAND, folder, join(folder, 'nowhere')]) {
      const { code, stdout, stderr } = sockdiag(['events', '--replay', file]);
      assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
      assert.match(stderr, /^sockdiag: [^\n]+\n$/);
      assert.ok(stderr.startsWith(`sockdiag: ${file}: `));
    }
  });

  it('ends quietly when its reader has enough, and with code 1 on a full disk', () => {
    const many = join(folder, 'many');
    writeFileSync(many, start(false) + lineOf(CHANGES[1]).repeat(20_000));
    const env = { ...process.env, NODE: process.execPath, COMMAND, MANY: many };
    const run = '"$NODE" "$COMMAND" events --replay "$MANY"';
    const shell = (script: string) => spawnSync('sh', ['-c', script], { encoding: 'utf8', env });
    const headed = shell(`{ ${run}; echo "code $?" >&2; } | head -n 1`);
    assert.deepEqual({ stdout: headed.stdout, stderr: headed.stderr }, { stdout: textOf()[1], stderr: 'code 0\n' });
    const full = shell(`${run} > /dev/full`);
    assert.equal(full.status, 1);
    assert.match(full.stderr, /^sockdiag: [^\n]*ENOSPC[^\n]*\n$/);
  });

  it('loses nothing of many changes, however slow the reader', () => {
    const many = join(folder, 'many');
    writeFileSync(many, start(false) + lineOf(CHANGES[1]).repeat(20_000));
    const script = '"$NODE" "$COMMAND" events --replay "$MANY" | { sleep 0.5; cat; }';
    const env = { ...process.env, NODE: process.execPath, COMMAND, MANY: many };
    const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8', env, maxBuffer: 1 << 26 });
    assert.ok(stdout === textOf()[1]?.repeat(20_000));
  });
});

// Runs its arguments with a terminal as stdout, and prints what the terminal got.
const ON_TERMINAL = `
import os, pty, subprocess, sys
terminal, slave = os.openpty()
child = subprocess.Popen(sys.argv[1:], stdout=slave)
os.close(slave)
shown = b""
while True:
    try: part = os.read(terminal, 65536)
    except OSError: break
    if not part: break
    shown += part
sys.stdout.buffer.write(shown.replace(b"\\r\\n", b"\\n"))
sys.exit(child.wait())
`;

describe('a record of version 1, whose numbers of 64 bits are text', () => {
  it('is printed as by the program that wrote it', () => {
    const { code, stdout } = sockdiag(['events', '--replay', fixturePath('records/version-1.ndjson')], { TZ: 'UTC' });
    assert.deepEqual(
      { code, stdout },
      { code: 0, stdout: readFileSync(fixturePath('records/version-1.txt'), 'latin1') },
    );
  });
});

describe('a record of version 2', () => {
  const path = fixturePath('records/version-2.ndjson');
  const options = ['events', '--replay', path, '--all-present'];

  it('is printed as by the program that wrote it', () => {
    const stdout = readFileSync(fixturePath('records/version-2.txt'), 'latin1');
    assert.deepEqual(sockdiag(options, { TZ: 'UTC' }), { code: 0, stdout, stderr: '' });
  });

  it('has in JSON with all columns the lines that it has', () => {
    const text = readFileSync(path, 'utf8');
    assert.deepEqual(sockdiag([...options, '--json', '--columns', 'all']), {
      code: 0,
      stdout: versioned(text.slice(text.indexOf('\n') + 1)),
      stderr: '',
    });
  });
});

describe('the JSON of a record of version 1', () => {
  it('has what records have now: numbers of 64 bits are numbers, what has no limit is null, and the keys are in their order', () => {
    const path = fixturePath('records/version-1.ndjson');
    const { code, stdout } = sockdiag(['events', '--replay', path, '--json', '--all-present', '--columns', 'all']);
    const lines = stdout.trimEnd().split('\n');
    const recorded = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
    assert.deepEqual([code, lines.length], [0, recorded.length]);
    for (const [at, line] of lines.entries()) {
      const { socket: before, ...changeBefore } = JSON.parse(recorded[at] as string);
      const { socket, v: _, ...change } = JSON.parse(line);
      assert.deepEqual(change, changeBefore);
      const { tcpInfo: infoBefore, ...restBefore } = before;
      const { tcpInfo, ...rest } = socket;
      assert.deepEqual(rest, restBefore);
      assert.deepEqual(tcpInfo, infoBefore && inVersion2(infoBefore));
      const types = Object.values(tcpInfo ?? {}).map((value) => (value === null ? 'null' : typeof value));
      assert.ok(types.every((type) => type === 'number' || type === 'null'));
    }
  });

  function inVersion2(info: Record<string, number | string>): Record<string, number | null> {
    const none: Record<string, number | string> = {
      ...{ sndSsthresh: 0x7fffffff, minRtt: 0xffffffff },
      ...{ pacingRate: `${2n ** 64n - 1n}`, maxPacingRate: `${2n ** 64n - 1n}` },
    };
    return Object.fromEntries(
      Object.entries(info).map(([name, value]) => [name, none[name] === value ? null : Number(value)]),
    );
  }
});

describe('a terminal', () => {
  function shown(env: NodeJS.ProcessEnv, ...options: string[]): string {
    const { NO_COLOR, ...others } = process.env;
    const args = ['-c', ON_TERMINAL, process.execPath, COMMAND, 'events', '--replay', record, ...options];
    const result = spawnSync('python3', args, { encoding: 'utf8', env: { ...others, TERM: 'xterm', ...env } });
    if (result.error) throw result.error;
    assert.equal(result.status, 0, result.stderr);
    return result.stdout;
  }

  it('gets colours', () => assert.equal(shown({}), happened(textOf({ colour: true })).join('')));

  it('gets none where its user wants none, or it has none', () => {
    const plain = happened(textOf()).join('');
    for (const env of [{ NO_COLOR: '1' }, { NO_COLOR: 'no' }, { TERM: 'dumb' }, { TERM: '' }]) {
      assert.equal(shown(env), plain, JSON.stringify(env));
    }
    assert.equal(shown({ NO_COLOR: '' }), shown({}));
  });

  it('gets none in JSON', () => assert.equal(shown({}, '--json'), replay('--json').stdout));
});
