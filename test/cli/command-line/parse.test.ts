import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { parseOptions } from '../../../src/cli/command-line/parse.ts';
import { Exit } from '../../../src/cli/exit.ts';
import { OPTIONS } from '../../../src/cli/options/table.ts';
import type { Settings } from '../../../src/cli/settings.ts';
import { has } from '../../support/command.ts';
import { skipUnless } from '../../support/skip.ts';

const FLAGS = [
  'tcp',
  'sctp',
  'udp',
  'udplite',
  'raw',
  'unix',
  'l2cap',
  'rfcomm',
  'inet',
  'inet6',
  'all',
  'listening',
] as const;
const COLUMNS = ['extend', 'programs', 'timers', 'wide', 'verbose', 'continuous'] as const;
const NUMERIC = ['numericHosts', 'numericPorts', 'numericUsers'] as const;

function settings(...args: string[]): Settings {
  const command = parseOptions(args);
  if (command.kind !== 'list') throw new assert.AssertionError({ message: `${args.join(' ')} is ${command.kind}` });
  return command.settings;
}

/** The names of all flags that are set. */
function flags(...args: string[]): string[] {
  const result = settings(...args);
  return [...FLAGS, ...COLUMNS, ...NUMERIC].filter((name) => result[name]);
}

function failure(...args: string[]): Exit {
  try {
    parseOptions(args);
  } catch (error) {
    if (error instanceof Exit) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: `${args.join(' ')} is accepted` });
}

/** How netstat ends, without a listing: -h comes last. */
function netstat(...args: string[]): { code: number | null; stderr: string } {
  const { status, stderr } = spawnSync('netstat', args, { encoding: 'latin1', env: { ...process.env, LC_ALL: 'C' } });
  return { code: status, stderr: (stderr.split('\n')[0] ?? '').replace('netstat: ', '') };
}

function ours(...args: string[]): { code: number; stderr: string } {
  try {
    parseOptions(args);
    return { code: 0, stderr: '' };
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    return { code: error.code, stderr: error.message.replace('sockdiag: ', '') };
  }
}

describe('parseOptions', () => {
  it('sets nothing for no option', () => assert.deepEqual(flags(), []));

  for (const [args, expected] of [
    ['-t', ['tcp']],
    ['-S', ['sctp']],
    ['-u', ['udp']],
    ['-U', ['udplite']],
    ['-w', ['raw']],
    ['-x', ['unix']],
    ['-2', ['l2cap']],
    ['-f', ['rfcomm']],
    ['-4', ['inet']],
    ['-6', ['inet6']],
    ['-46', ['inet', 'inet6']],
    ['-a -l', ['all', 'listening']],
    ['-n', [...NUMERIC]],
    ['--numeric-hosts --numeric-users', ['numericHosts', 'numericUsers']],
    ['--numeric-ports', ['numericPorts']],
    ['-N -d', []],
    ['-ee', ['extend']],
    ['-p -o -W -v -c', ['programs', 'timers', 'wide', 'verbose', 'continuous']],
    ['-tulnp', ['tcp', 'udp', 'listening', 'programs', ...NUMERIC]],
    ['-t foo -u bar', ['tcp', 'udp']],
    ['foo -t -', ['tcp']],
    ['-t -- -u', ['tcp']],
    ['--tcp --udp --listening', ['tcp', 'udp', 'listening']],
    ['--inet --inet6 --unix', ['unix', 'inet', 'inet6']],
    ['--ip', ['inet']],
    ['--tcpip', ['inet']],
    ['--udpl', ['udplite']],
    ['--numeric', [...NUMERIC]],
    ['--numeric-h', ['numericHosts']],
    ['--wi --ext --prog --tim --verb --conti', [...COLUMNS]],
  ] as const) {
    it(`reads ${args}`, () => assert.deepEqual(flags(...args.split(' ')).sort(), [...expected].sort()));
  }

  for (const args of [
    ['-A', 'inet,unix'],
    ['-Ainet,unix'],
    ['-nA', 'inet,unix'],
    ['-nAinet,unix'],
    ['--protocol', 'inet,unix'],
    ['--protocol=inet,unix'],
    ['--prot=inet,unix'],
    ['--prot', 'ip,unix'],
    ['-A', 'inet', '-A', 'unix'],
    ['-A', 'tcpip', '-x'],
  ]) {
    it(`takes the families of ${args.join(' ')}`, () => {
      assert.deepEqual(
        flags(...args).filter((name) => !name.startsWith('numeric')),
        ['unix', 'inet'],
      );
    });
  }

  it('takes the old families by their names, and -A families of no sockets as nothing', () => {
    assert.deepEqual([...settings('-A', 'ipx,ax25', '--x25', '--netrom', '--rose').legacyFamilies].sort(), [
      'ax25',
      'ipx',
      'netrom',
      'rose',
      'x25',
    ]);
    assert.deepEqual(flags('-A', 'ash,ddp,econet', '--appletalk', '--ddp'), []);
  });

  it('takes what follows -A as its list, whatever it looks like', () => {
    for (const list of ['--', '-n', '-h', '--tcp', '--pro', '--t', 'foo', '', 'INET', '=inet']) {
      assert.equal(failure('-A', list).message, `Unknown address family \`${list}'.`);
      assert.equal(failure('-A', list).code, 1);
    }
    assert.equal(failure('-A=inet').message, "Unknown address family `=inet'.");
    assert.equal(failure('-A', 'inet,constructor').message, "Unknown address family `constructor'.");
  });

  it('lets options take effect in their order', () => {
    assert.equal(parseOptions(['-h', '-A', 'foo']).kind, 'help');
    assert.equal(parseOptions(['-V', '-Q']).kind, 'version');
    assert.equal(parseOptions(['-Vh']).kind, 'version');
    assert.equal(failure('-A', 'foo', '-h').code, 1);
    assert.equal(failure('-Q', '-h').code, 3);
    assert.equal(failure('-?', '-h').code, 3);
  });

  for (const [args, message] of [
    ['-Q', "invalid option -- 'Q'"],
    ['-tQn', "invalid option -- 'Q'"],
    ['-t-', "invalid option -- '-'"],
    ['-t--', "invalid option -- '-'"],
    ['-t=1', "invalid option -- '='"],
    ['--foo', "unrecognized option '--foo'"],
    ['--foo=bar', "unrecognized option '--foo=bar'"],
    ['--tcp=1', "option '--tcp' doesn't allow an argument"],
    ['--tcp=', "option '--tcp' doesn't allow an argument"],
    ['-A', "option requires an argument -- 'A'"],
    ['-tA', "option requires an argument -- 'A'"],
    ['--protocol', "option '--protocol' requires an argument"],
    ['--procfs', "option '--procfs' requires an argument"],
    ['--in', "option '--in' is ambiguous; possibilities: '--inet' '--interfaces'"],
    ['--in=x', "option '--in=x' is ambiguous; possibilities: '--inet' '--interfaces'"],
  ] as const) {
    it(`says of ${args}: ${message}`, () => {
      const { code, usage, message: said } = failure(...args.split(' '));
      assert.deepEqual({ code, usage, said }, { code: 3, usage: true, said: `sockdiag: ${message}` });
    });
  }

  it('counts modes, whose number decides later', () => {
    assert.deepEqual(settings('-r', '-i', '-s', '-M').modes, ['routes', 'interfaces', 'statistics', 'masquerade']);
    assert.deepEqual(settings('-rr').modes, ['routes', 'routes']);
    const { modes, groups, cache, fib } = settings('-g', '-C', '-F');
    assert.deepEqual({ modes, groups, cache, fib }, { modes: [], groups: true, cache: true, fib: true });
  });

  it('counts -e, and remembers the families as often as they were named, in their order', () => {
    assert.deepEqual([settings().extendCount, settings('-ee', '--extend').extendCount], [0, 3]);
    const families = ['inet6', 'ax25', 'inet', 'inet6', 'ddp'];
    assert.deepEqual(settings('-6', '-A', 'ax25,inet', '-6', '--appletalk').families, families);
    assert.deepEqual(settings('-x', '-4', '--unix').families, ['unix', 'inet', 'unix']);
  });

  it('takes an interval above 0, which repeats', () => {
    const { continuous, interval } = settings('--interval', '0.2');
    assert.deepEqual({ continuous, interval }, { continuous: true, interval: 0.2 });
    assert.equal(settings('-c').interval, 1);
    for (const value of ['0', '-1', 'x', '', ' ', '1d', 'NaN', 'Infinity', '1e99']) {
      assert.equal(failure(`--interval=${value}`).code, 3, value);
      assert.match(failure(`--interval=${value}`).message, /^sockdiag: --interval [^\n]*$/);
    }
  });

  it('takes a source by its name', () => {
    for (const source of ['auto', 'netlink', 'procfs']) assert.equal(settings('--source', source).source, source);
    assert.equal(settings().source, 'auto');
    for (const value of ['nonsense', '', 'Netlink', 'toString']) assert.equal(failure('--source', value).code, 3);
  });

  it('takes a method of finding owners by its name', () => {
    for (const method of ['auto', 'bpf', 'procfs']) assert.equal(settings('--owners', method).ownerMethod, method);
    assert.equal(settings().ownerMethod, 'auto');
    for (const value of ['nonsense', '', 'BPF', 'toString']) assert.equal(failure('--owners', value).code, 3);
  });

  it('takes a folder as another /proc', () => {
    assert.equal(settings('--procfs', '/host/proc').procRoot, '/host/proc');
  });

  it('does not keep settings from one call to the next', () => {
    settings('-A', 'ipx', '-r');
    assert.equal(settings().legacyFamilies.size, 0);
    assert.equal(settings().modes.length, 0);
  });
});

const noNetstat = skipUnless(has('netstat'), 'netstat is not installed');

describe('parseOptions and the real netstat', { skip: noNetstat }, () => {
  const netstats = OPTIONS.flatMap(({ long, extra }) => (long && !extra ? [long] : []));
  // Every name netstat has must be asked for by hand too, or one that is missing here would not be missed.
  const further = ['l2cap', 'rfcomm', 'symbolic', 'context', 'masquerade', 'groups', 'ipx', 'ddp', 'zzz'];
  const prefixes = [
    ...new Set([...netstats, ...further].flatMap((name) => [...name].map((_, i) => name.slice(0, i + 1)))),
  ];

  for (const end of ['', '=x']) {
    it(`end alike for every abbreviation of every long option${end && ` with ${end}`}`, () => {
      const wrong: string[] = [];
      for (const prefix of prefixes) {
        const args = [`--${prefix}${end}`, '-h'];
        const theirs = netstat(...args);
        // The help of netstat has a line on stderr.
        const wanted = theirs.code === 0 ? { code: 0, stderr: '' } : theirs;
        const got = ours(...args);
        // netstat sees that there is no Bluetooth, or no argument it knows, where it begins to list; -h comes before that.
        if (got.code !== wanted.code || got.stderr !== wanted.stderr) {
          wrong.push(`${args[0]}: ${JSON.stringify(got)}, netstat: ${JSON.stringify(wanted)}`);
        }
      }
      assert.deepEqual(wrong, []);
    });
  }

  it('end alike for odd command lines', () => {
    const lines = [
      ['-A', ''],
      ['-A', ','],
      ['-A', 'inet,'],
      ['-A', ',inet'],
      ['-A', '--'],
      ['-A', '--pro'],
      ['-A', '--', '-Q'],
      ['--protocol', '--tcp'],
      ['--protocol'],
      ['--prot'],
      ['--protocol='],
      ['-Afoo'],
      ['-A', 'foo', '-Q'],
      ['-A', 'inet', '-Q'],
      ['-Q', '-A', 'foo'],
      ['-tQ'],
      ['-t-'],
      ['-n--', '-t'],
      ['--=x'],
      ['--foo=bar'],
      ['foo', '-Q'],
      ['-h', '--', '-Q'],
      ['-h', '--foo'],
      ['-ZQ'],
      ['-2h'],
      ['--b', '-h'],
      ['-:'],
      ['-1'],
      ['-T'],
      ['--Tcp'],
    ];
    for (const args of lines) {
      const theirs = netstat(...args);
      assert.deepEqual(ours(...args), theirs.code === 0 ? { code: 0, stderr: '' } : theirs, args.join(' '));
    }
  });
});
