import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { COMMAND, has } from '../support/command.ts';
import { Bench, BOTH_SOURCES } from '../support/differential.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';
import { World } from '../support/world.ts';

/** Command lines by what they try; each line is one run. */
const COMBINATIONS: Readonly<Record<string, readonly string[]>> = {
  'one protocol': [
    '-t',
    '-u',
    '-U',
    '-w',
    '-x',
    '-S',
    '--tcp -n',
    '--udp -an',
    '--udplite -an',
    '--raw -an',
    '--sctp -n',
  ],
  'one protocol, numeric': [
    '-tan',
    '-tln',
    '-tn',
    '-uan',
    '-uln',
    '-un',
    '-Uan',
    '-Uln',
    '-wan',
    '-wln',
    '-xan',
    '-xl',
  ],
  'several protocols': ['-tuan', '-tUl', '-uw', '-txn', '-tuUwxan', '-tuSUwx', '-tS', '-tSu', '-tulnw', '-wx'],
  'which sockets': ['', '-a', '-l', '-al', '-an', '-ln', '-n', '--all --numeric', '--listening -n', '-lan'],
  'IP versions': ['-4', '-4an', '-4ln', '-6', '-6an', '-6ln', '-46', '-46an', '-4x', '-6xl', '-4t', '-6tan', '-4S'],
  'families by -A': [
    ...['-A inet', '-A inet -an', '-A inet6 -an', '-A unix', '-A inet,inet6 -n', '-A inet,unix -an', '-Ainet -n'],
    ...[
      '-A inet -A unix -ln',
      '-A ip -n',
      '-A tcpip -n',
      '-A ip6 -n',
      '-A ash',
      '-A ddp -n',
      '-A econet',
      '-A appletalk',
    ],
    ...['-A ipx', '-A ax25', '-A x25 -n', '-A netrom', '-A rose', '-A inet,ax25', '-A bluetooth', '-A unix,inet6 -a'],
  ],
  'families by name': [
    ...['--inet -n', '--inet6 -n', '--ip -n', '--unix -l', '--inet -n -x', '--protocol=inet -n', '--protocol inet6 -n'],
    ...['--ax25', '--ipx', '--netrom', '--rose', '--x25', '--ddp -n', '--appletalk', '--bluetooth', '-2', '-tf'],
  ],
  names: [
    '-a --numeric-hosts',
    '-a --numeric-ports',
    '-ae --numeric-users',
    '-ae --numeric-hosts',
    '-N',
    '-Nan',
    '-w -a',
  ],
  columns: [
    '-e',
    '-ae',
    '-ane',
    '-tanee',
    '-ee -t',
    '-wane',
    '-xane',
    '-W',
    '-anW',
    '-6W',
    '--extend -an',
    '--wide -an',
  ],
  timers: ['-o', '-tano', '-uano', '-Uano', '-wano', '-taneo', '-aneoW', '-leo', '-xo', '--timers --numeric --tcp'],
  verbose: ['-v', '-av', '-tanv', '-tv', '-Uv', '-Sv', '-xv', '-4v', '-4Sv', '--verbose -n'],
  'abbreviated names': ['--numeric-ho -a', '--numeric-u -ae', '--num -n', '--list -n', '--al', '--ti -tn', '--ext -tn'],
  'abbreviated families': [
    '--ud -n',
    '--udpl -n',
    '--un',
    '--wi -an',
    '--ip6 -n',
    '--i -n',
    '--ine -n',
    '--tc -n',
    '--sy',
  ],
  'words that are not options': ['-tn foo bar', 'foo -tn', '-tn -- -u', '-- -tn', '- -tn', '-d -tn', '-oo -t', '-nn'],
};

/** What prints once, and the same for ever. */
const CONTINUOUS = [
  ['-tln', '-tlnc'],
  ['-4uan -x', '--continuous -4uan -x'],
] as const;

const NATIVE_OFF = { env: { SOCKDIAG_NATIVE: '0' } };
const WITHOUT_ADDON = [
  '',
  '-a',
  '-an',
  '-tan',
  '-tln',
  '-uan',
  '-xan',
  '-wan',
  '-aneo',
  '-anW',
  '-6an',
  '-tulnp',
  '-xlp',
  '-v',
];

const words = (line: string) => line.split(' ').filter(Boolean);
const skip = skipUnless(!namespaceMissing && has('netstat'), namespaceMissing ?? 'no netstat to compare with');

describe('sockdiag beside netstat', { skip }, () => {
  let world: World;
  const bench = new Bench();
  before(async () => {
    world = await World.start();
  });
  after(async () => {
    bench.end();
    await world.stop();
  });

  it('has a world to look at in which nothing is missing', () => assert.deepEqual(world.report.missing, []));

  for (const [what, lines] of Object.entries(COMBINATIONS)) {
    describe(what, () => {
      // TIME_WAIT lasts a minute.
      before(() => world.refresh());
      for (const line of lines) {
        it(`prints what netstat prints: ${line || 'no option'}`, () => {
          bench.assertSame(words(line));
        });
      }
    });
  }

  describe('without the addon', () => {
    before(() => world.refresh());
    for (const line of WITHOUT_ADDON) {
      it(`prints what netstat prints: ${line || 'no option'}`, () => {
        bench.assertSame(words(line), [NATIVE_OFF]);
      });
    }
  });

  it('takes --tcpip for IPv4, where netstat has an internal error', () => {
    const { netstat, ours } = bench.compare(['--tcpip', '-n'], BOTH_SOURCES);
    const inet = bench.compare(['--inet', '-n'], []).netstat;
    assert.match(netstat.stderr, /Internal Error/);
    for (const result of ours) assert.deepEqual(result, inet);
  });

  it('repeats the listing under -c, as netstat does', () => {
    const jobs = CONTINUOUS.flatMap(([once, repeated], i) => {
      const lines = bench.run('netstat', words(once)).stdout.split('\n').length - 1;
      assert.ok(lines > 2, `netstat ${once} lists something`);
      return ['netstat', `'${process.execPath}' '${COMMAND}'`].map((program, j) => ({
        file: join(bench.directory, `${i}.${j}`),
        command: `${program} ${repeated} | head -n ${2 * lines}`,
      }));
    });
    // They end when nobody reads on, so no clock decides. All run at once, for each takes two seconds.
    const script = [...jobs.map(({ command, file }) => `${command} > '${file}' &`), 'wait'].join('\n');
    spawnSync('sh', ['-c', script], { stdio: 'ignore', env: { ...process.env, LC_ALL: 'C' } });
    const [first, second, ...rest] = jobs.map(({ file }) => readFileSync(file, 'latin1')) as [
      string,
      string,
      ...string[],
    ];
    assert.equal(second, first);
    assert.equal(rest[1], rest[0]);
  });
});
