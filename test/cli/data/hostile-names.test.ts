import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ByHand } from '../../support/by-hand.ts';
import { sockdiag } from '../../support/command.ts';
import { parseCsv } from '../../support/csv.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';

/** In bytes, each of at most 15: what the kernel keeps of a process's name. */
const NAMES = [
  'a\nb',
  'a\r\nb',
  '\x1b[2J',
  'a,b',
  'a"b',
  '=1+1',
  '-1',
  '@x',
  "'y",
  '\t',
  '\\',
  '{"a":1}',
  '\xff\xfe',
  '\xc3',
];
const LONG = `n\n${'=",\xff'.repeat(1000)}`;

const decoded = (latin1: string) => Buffer.from(latin1, 'latin1').toString('utf8');
/** In the order of their ports. */
const SHOWN = NAMES.map(decoded);

interface View {
  args: readonly string[];
  /** The names in the rows, in whatever order. */
  names: (row: never) => readonly string[];
  /** The columns of CSV that have them; without CSV none. */
  cell?: string;
}

type Owned = { owners: { comm: string }[] };

const VIEWS: readonly View[] = [
  { args: ['ls', '-tl'], names: commsOf, cell: 'process' },
  {
    args: ['ls', '-tl', '--by', 'process'],
    names: ({ key }: { key: { process: string } }) => [key.process],
    cell: 'key.process',
  },
  { args: ['-tlnp'], names: commsOf, cell: 'process' },
  { args: ['-xln'], names: ({ path }: { path: string }) => [path.slice(1)], cell: 'path' },
  {
    args: ['ls', '-xl', '--by', 'path'],
    names: ({ key }: { key: { path: string } }) => [key.path.slice(1)],
    cell: 'key.path',
  },
  { args: ['events', '-tlp', '--all-present', '--count', `${NAMES.length + 1}`], names: eventNames },
  { args: ['events', '-xl', '--all-present', '--count', `${NAMES.length}`], names: eventNames },
];

function commsOf({ owners }: Owned): string[] {
  return owners.map(({ comm }) => comm);
}

function eventNames({ socket }: { socket: { path?: string; owners?: Owned['owners'] } }): string[] {
  return socket.path === undefined ? commsOf(socket as Owned) : [socket.path.slice(1)];
}

describe('names in data', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  let world: ByHand;
  before(async () => {
    world = new ByHand();
    await world.run(
      'import subprocess',
      `names = [name.encode("latin1") for name in json.loads(${JSON.stringify(JSON.stringify(NAMES))})]`,
      'ready, done = os.pipe()',
      'for at, name in enumerate(names):',
      '    if fork() == 0:',
      '        open("/proc/self/comm", "wb").write(name)',
      '        server = listen(8000 + at)',
      '        named = socket.socket(socket.AF_UNIX); named.bind(b"\\0" + name); named.listen()',
      '        os.write(done, b"."); time.sleep(120); os._exit(0)',
      'for name in names: os.read(ready, 1)',
      'handed = listen(9000)',
      `long = ${JSON.stringify(LONG)}.encode("latin1")`,
      'child = subprocess.Popen([long, "120"], executable="sleep", pass_fds=[handed.fileno()]); handed.close()',
    );
  });
  after(async () => {
    await world.run('child.kill(); child.wait()');
    await world.stop();
  });

  const listed = (...args: string[]) => {
    const { code, stdout, stderr } = sockdiag(args);
    assert.deepEqual([code, stderr.replace(/^\([^\n]* may not be read, [^\n]*\n/, '')], [0, ''], args.join(' '));
    const text = Buffer.from(stdout, 'latin1').toString('utf8');
    assert.deepEqual(Buffer.from(text), Buffer.from(stdout, 'latin1'), 'it is UTF-8');
    return text;
  };
  const assertNames = (names: readonly string[], what: string) => {
    assert.deepEqual(names.filter((name) => name !== 'sleep').sort(), [...SHOWN].sort(), what);
  };

  for (const { args, names, cell } of VIEWS) {
    it(`are whole, and no rows of their own, in ${args.slice(0, 4).join(' ')}`, () => {
      const lines = listed(...args, '--ndjson')
        .trimEnd()
        .split('\n');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
      for (const line of lines) assert.doesNotMatch(line, /[\x00-\x1f\x7f-\x9f]/);
      assertNames(
        lines.flatMap((line) => names(JSON.parse(line) as never)),
        'ndjson',
      );
      if (cell === undefined) return;
      assertNames((JSON.parse(listed(...args, '--json')) as never[]).flatMap(names), 'json');
      const [heads = [], ...rows] = parseCsv(listed(...args, '--csv'));
      assert.ok(rows.every(({ length }) => length === heads.length));
      const cells = rows.map((row) => (row[heads.indexOf(cell)] as string).replace(/^'/, ''));
      assertNames(
        cells.map((text) => (cell.endsWith('path') ? text.slice(1) : text)),
        'csv',
      );
    });
  }

  it('of 4 kB keep their beginning', () => {
    const [row] = JSON.parse(listed('ls', '-t', '--json', 'sport = :9000')) as { owners: { name: string }[] }[];
    const shown = row?.owners[0]?.name ?? '';
    assert.ok(shown.length > 200 && decoded(LONG).startsWith(shown.slice(0, -1)), shown);
    const [, [cell = ''] = []] = parseCsv(listed('ls', '-t', '--csv', '--columns', 'program', 'sport = :9000'));
    assert.equal(cell, shown);
  });

  it('are whole in what holds a port', () => {
    for (const [at, name] of SHOWN.entries()) {
      const { stdout } = sockdiag(['who', `${8000 + at}`, '--json']);
      const text = Buffer.from(stdout, 'latin1').toString('utf8');
      assert.equal(text.split('\n').length, 2);
      assert.deepEqual((JSON.parse(text) as Owned[]).flatMap(commsOf), [name]);
    }
  });
});
