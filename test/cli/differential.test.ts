import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { COMMAND, has } from '../support/command.ts';
import { BOTH_SOURCES, Bench } from '../support/differential.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';
import { World } from '../support/world.ts';

/** Command lines by what they try; each line is one run. */
const COMBINATIONS: Readonly<Record<string, readonly string[]>> = {
  'one protocol': ['-t', '-u', '-U', '-w', '-x', '-S', '--tcp -n', '--udp -an', '--udplite -an', '--raw -an', '--sctp -n'],
  'one protocol, numeric': ['-tan', '-tln', '-tn', '-uan', '-uln', '-un', '-Uan', '-Uln', '-wan', '-wln', '-xan', '-xl'],
  'several protocols': ['-tuan', '-tUl', '-uw', '-txn', '-tuUwxan', '-tuSUwx', '-tS', '-tSu', '-tulnw', '-wx'],
  'which sockets': ['', '-a', '-l', '-al', '-an', '-ln', '-n', '--all --numeric', '--listening -n', '-lan'],
  'IP versions': ['-4', '-4an', '-4ln', '-6', '-6an', '-6ln', '-46', '-46an', '-4x', '-6xl', '-4t', '-6tan', '-4S'],
  'families by -A': [
    ...['-A inet', '-A inet -an', '-A inet6 -an', '-A unix', '-A inet,inet6 -n', '-A inet,unix -an', '-Ainet -n'],
    ...['-A inet -A unix -ln', '-A ip -n', '-A tcpip -n', '-A ip6 -n', '-A ash', '-A ddp -n', '-A econet', '-A appletalk'],
    ...['-A ipx', '-A ax25', '-A x25 -n', '-A netrom', '-A rose', '-A inet,ax25', '-A bluetooth', '-A unix,inet6 -a'],
  ],
  'families by name': [
    ...['--inet -n', '--inet6 -n', '--ip -n', '--unix -l', '--inet -n -x', '--protocol=inet -n', '--protocol inet6 -n'],
    ...['--ax25', '--ipx', '--netrom', '--rose', '--x25', '--ddp -n', '--appletalk', '--bluetooth', '-2', '-tf'],
  ],
  names: ['-a --numeric-hosts', '-a --numeric-ports', '-ae --numeric-users', '-ae --numeric-hosts', '-N', '-Nan', '-w -a'],
  columns: ['-e', '-ae', '-ane', '-tanee', '-ee -t', '-wane', '-xane', '-W', '-anW', '-6W', '--extend -an', '--wide -an'],
  timers: ['-o', '-tano', '-uano', '-Uano', '-wano', '-taneo', '-aneoW', '-leo', '-xo', '--timers --numeric --tcp'],
  verbose: ['-v', '-av', '-tanv', '-tv', '-Uv', '-Sv', '-xv', '-4v', '-4Sv', '--verbose -n'],
  'abbreviated names': ['--numeric-ho -a', '--numeric-u -ae', '--num -n', '--list -n', '--al', '--ti -tn', '--ext -tn'],
  'abbreviated families': ['--ud -n', '--udpl -n', '--un', '--wi -an', '--ip6 -n', '--i -n', '--ine -n', '--tc -n', '--sy'],
  'words that are not options': ['-tn foo bar', 'foo -tn', '-tn -- -u', '-- -tn', '- -tn', '-d -tn', '-oo -t', '-nn'],
};

const NATIVE_OFF = { env: { SOCKDIAG_NATIVE: '0' } };
const WITHOUT_ADDON = ['', '-a', '-an', '-tan', '-tln', '-uan', '-xan', '-wan', '-aneo', '-anW', '-6an', '-tulnp', '-xlp', '-v'];

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
        bench.assertSame(words(line), [NATIVE_OFF], { tolerated: UNREADABLE });
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
    const lines = ['-tlnc', '-4uanc', '--continuous -xl', '-c -w'];
    for (const [netstat, sockdiag] of twoListings(lines)) assert.equal(sockdiag, netstat);
  });
});

/**
 * The first two listings of each command line, of netstat and ours. They end when nobody reads on, so that no clock decides; all
 * run at once, for each takes two seconds.
 */
function twoListings(lines: readonly string[]): string[][] {
  const sockdiag = `'${process.execPath}' '${COMMAND}'`;
  const bench = new Bench();
  try {
    const jobs = lines.map((line, i) => {
      const once = bench.run('netstat', words(line.replace(/--continuous|(?<=^-\w*)c/, '')));
      const length = 2 * (once.stdout.split('\n').length - 1);
      assert.ok(length > 4, `netstat ${line} lists something`);
      return ['netstat', sockdiag].map((program, j) => ({
        path: `${bench.directory}/${i}.${j}`,
        command: `${program} ${line} | head -n ${length}`,
      }));
    });
    const script = jobs.flat().map(({ command, path }) => `${command} > '${path}' &`);
    const { status } = spawnSync('sh', ['-c', `${script.join('\n')}\nwait`], { stdio: 'ignore', env: { ...process.env, LC_ALL: 'C' } });
    assert.equal(status, 0);
    return jobs.map((pair) => pair.map(({ path }) => bench.read(path)));
  } finally {
    bench.end();
  }
}
