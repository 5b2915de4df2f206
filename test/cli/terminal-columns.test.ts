import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { COMMAND, run, sockdiag } from '../support/command.ts';
import { fakeProcMissing } from '../support/fake-proc.ts';
import { assertSeen, hostileNames } from '../support/hostile.ts';
import { onTerminal, sockdiagOnTerminal } from '../support/on-terminal.ts';
import { skipUnless } from '../support/skip.ts';
import { fixtureText } from '../support/text-tables.ts';

/** A column of netstat's listings that holds names, and a /proc that puts names into it. */
interface Column {
  name: string;
  args: readonly string[];
  /** Files by their path beside `proc`, as Latin-1. */
  files: (names: readonly string[]) => Readonly<Record<string, string>>;
  /** What such a name cannot hold. */
  without?: RegExp;
}

const UNIX = 'Num       RefCount Protocol Flags    Type St Inode Path\n';
const unixRow = (inode: number, path = '') =>
  `0000000000000000: 00000002 00000000 00010000 0001 01 ${inode}${path && ` ${path}`}\n`;
const BLANKS = /[\0\t-\r ]/;
const lines = (names: readonly string[], line: (name: string, i: number) => string) => names.map(line).join('');
const heading = (table: string) => fixtureText(`old_families/proc/net/${table}`).split('\n', 1)[0];
const SELINUX = {
  'proc/filesystems': 'nodev\tselinuxfs\n',
  'proc/self/mounts': 'selinuxfs /sys/fs/selinux selinuxfs rw 0 0\n',
};

/** Processes of these names, each with a socket: the first one with that of inode 1. */
const holders = (names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name, i) => [
      [`proc/${i + 10}/comm`, 'x\n'],
      [`proc/${i + 10}/cmdline`, `${name}\0`],
      [`proc/${i + 10}/fd/3`, `-> socket:[${i + 1}]`],
    ]),
  );

const legacy = (table: string, args: string, line: (name: string) => string): Column => ({
  name: `${table} (${args})`,
  args: args.split(' '),
  files: (names) => ({ [`proc/net/${table}`]: `${heading(table)}\n${lines(names, line)}` }),
  without: BLANKS,
});

const COLUMNS: readonly Column[] = [
  {
    name: 'the names of UNIX sockets',
    args: ['-xan'],
    files: (names) => ({ 'proc/net/unix': UNIX + lines(names, (name, i) => unixRow(i + 1, `/${name}`)) }),
    without: /[\0\n]/,
  },
  {
    name: 'the names of programs',
    args: ['-xanp', '--owners', 'procfs'],
    files: (names) => ({
      'proc/net/unix': UNIX + lines(names, (_, i) => unixRow(i + 1)),
      ...holders(names),
    }),
    without: /[\0/]/,
  },
  {
    name: 'security contexts',
    args: ['-xanZ', '--owners', 'procfs'],
    files: (names) => ({
      ...SELINUX,
      'proc/net/unix': UNIX + lines(names, (_, i) => unixRow(i + 1)),
      ...Object.fromEntries(names.map((name, i) => [`proc/${i + 10}/attr/current`, `${name}\0`])),
      ...holders(names.map(() => 'x')),
    }),
    without: /[\0\n]/,
  },
  ...[['-ia'], ['-iae']].map((args) => ({
    name: `the names of interfaces (${args})`,
    args,
    files: (names: readonly string[]) => ({
      'proc/net/dev': `Inter-|\n face |\n${lines(names, (name) => `${name}: 1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0\n`)}`,
    }),
    without: /[\0\n :]/,
  })),
  {
    name: 'the interfaces of routes',
    args: ['-rn'],
    files: (names) => ({
      'proc/net/route': `Iface\tDestination\tGateway\n${lines(
        names,
        (name) => `${name}\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0\n`,
      )}`,
    }),
    without: BLANKS,
  },
  {
    name: 'the interfaces of IPv6 routes',
    args: ['-6rn'],
    files: (names) => {
      const zeros = '0'.repeat(32);
      const route = `20010db8${zeros.slice(8)} 20 ${zeros} 00 ${zeros} 00000100 00000001 00000000 00000001`;
      return { 'proc/net/ipv6_route': lines(names, (name) => `${route} ${name}\n`) };
    },
    without: BLANKS,
  },
  {
    name: 'the interfaces of groups',
    args: ['-gn'],
    files: (names) => ({
      'proc/net/igmp': `Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n${lines(
        names,
        (name, i) => `${i + 1}\t${name.padEnd(10)}:     1      V3\n\t\t\t\t010000E0     1 0:00000000\t\t0\n`,
      )}`,
      'proc/net/igmp6': lines(names, (name, i) => `${i + 1} ${name} ff020000000000000000000000000001 1 00000004 0\n`),
    }),
    without: /[\0\t-\r :]/,
  },
  {
    name: 'counters and their sections',
    args: ['-s'],
    files: (names) => ({
      'proc/net/snmp': lines(names, (name) => `Z${name}: C${name}\nZ${name}: 7\n`),
      'proc/net/netstat': lines(names, (name) => `Y${name}: C${name}\nY${name}: 7\n`),
    }),
    without: /[\0\t-\r :]/,
  },
  {
    name: 'the counters of IPv6',
    args: ['-6s'],
    files: (names) => ({ 'proc/net/snmp6': `Ip6InReceives 1\n${lines(names, (name) => `Ip6${name}\t7\n`)}` }),
    without: BLANKS,
  },
  {
    name: 'AX.25 sockets',
    args: ['-A', 'ax25'],
    files: (names) => ({
      'proc/net/ax25': lines(
        names,
        (name) => `ffff888003b5a000 ${name} S${name} D${name} 3 1 2 1 5 10 0 3 290 300 0 20 0 10 3 2 256 12 34 5678\n`,
      ),
    }),
    without: BLANKS,
  },
  legacy(
    'nr',
    '-A netrom',
    (name) => `U${name} D${name} S${name} ${name} 0A/0B 1C/FF 3 1 2 3 5/1 0/0 0/1 0/9 0/0 4 1 3 56\n`,
  ),
  legacy(
    'rose',
    '-A rose',
    (name) => `${name} D${name} ${name} S${name} ${name} 001 00003 3 1 2 3 4 2 1 1 5 0/0 12 34 5678\n`,
  ),
  legacy('x25/socket', '-A x25 -a', (name) => `${name} S${name} ${name} 001 3 1 2 3 4 2 1 1 5 0 12 34 5678\n`),
  legacy('ax25_route', '-r -A ax25', (name) => `${name} ${name} vc ${name}\n`),
  {
    name: 'the routes of NET/ROM',
    args: ['-r', '-A', 'netrom'],
    files: (names) => ({
      'proc/net/nr_nodes': `${heading('nr_nodes')}\n${lines(names, (name, i) => `${name} M${name} 1 1 203 6 ${i}\n`)}`,
      'proc/net/nr_neigh': `${heading('nr_neigh')}\n${lines(names, (name, i) => `${i} C${name} ${name} 203 0 2 0\n`)}`,
    }),
    without: BLANKS,
  },
  {
    name: 'the routes of ROSE',
    args: ['-r', '-A', 'rose'],
    files: (names) => ({
      'proc/net/rose_nodes': `${heading('rose_nodes')}\n${lines(names, (name, i) => `${name} 0010 1 ${i}\n`)}`,
      'proc/net/rose_neigh': `${heading('rose_neigh')}\n${lines(names, (name, i) => `${i} C${name} ${name} 1 2 yes no 0 0\n`)}`,
    }),
    without: BLANKS,
  },
  legacy('x25/route', '-r -A x25', (name) => `${name} 8 ${name}\n`),
  legacy('atalk/route', '-r -A ddp', (name) => `${name} ${name} 1 ${name}\n`),
];

const roots: string[] = [];
after(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

/** A folder with these files, of which `-> target` is a link. */
function makeRoot(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'sockdiag-columns-'));
  roots.push(root);
  mkdirSync(join(root, 'proc/net'), { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (content.startsWith('-> ')) symlinkSync(content.slice(3), join(root, path));
    else writeFileSync(join(root, path), content, 'latin1');
  }
  return root;
}

describe('a terminal sees all there is', () => {
  for (const { name, args, files, without = /\0/ } of COLUMNS) {
    it(`of ${name}, and a pipe gets every byte in the same place`, () => {
      const root = makeRoot(files(hostileNames(without)));
      const all = ['--procfs', join(root, 'proc'), ...args];
      const piped = sockdiag(all).stdout;
      const shown = sockdiagOnTerminal(all, 'stdout');
      assert.ok(piped.includes('a\x1bb'), 'the names are there');
      assertSeen(shown, name);
      assert.match(shown, /a\?b/);
      assert.equal(shown.length, piped.length, 'each column is where it was');
    });
  }

  it('of hardware addresses that are text', () => {
    const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
    const links = [0, 3].flatMap((type) => bytes.map((byte) => ({ type, byte, name: `h${type}x${byte}` })));
    const root = makeRoot({
      'proc/net/dev': `Inter-|\n face |\n${links.map(({ name }) => `${name}: 1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0\n`).join('')}`,
      ...Object.fromEntries(
        links.flatMap(({ type, byte, name }, i) => [
          [`sys/class/net/${name}/type`, `${type}\n`],
          [`sys/class/net/${name}/address`, `36:${byte}:36:02:14:e0:00\n`],
          [`sys/class/net/${name}/flags`, '0x1003\n'],
          [`sys/class/net/${name}/mtu`, '256\n'],
          [`sys/class/net/${name}/ifindex`, `${i + 1}\n`],
        ]),
      ),
    });
    const args = ['-iae', '--procfs', join(root, 'proc')];
    assert.ok(sockdiag(args).stdout.includes('ax25 \x1b\x07\x1b'), 'the addresses are there');
    const shown = sockdiagOnTerminal(args, 'stdout');
    assertSeen(shown, 'hardware');
    assert.match(shown, /ax25 \?\?\?/);
  });
});

describe('a terminal sees all there is of names from /etc', {
  skip: skipUnless(fakeProcMissing() === undefined, 'no mount namespace'),
}, () => {
  const NAMES = hostileNames(/[\0\t-\r #:+]/);
  const hex = (value: number, width: number) => value.toString(16).toUpperCase().padStart(width, '0');
  const root = makeRoot({
    'etc/nsswitch.conf': 'passwd: files\nhosts: files\nservices: files\nprotocols: files\nnetworks: files\n',
    'etc/hosts': lines(NAMES, (name, i) => `10.0.${i >> 8}.${i & 255} ${name}\n`),
    'etc/services': lines(NAMES, (name, i) => `${name} ${i + 1}/tcp\n`),
    'etc/passwd': lines(NAMES, (name, i) => `${name}:x:${i + 5000}:1::/:\n`),
    'etc/protocols': lines(NAMES.slice(0, 255), (name, i) => `${name} ${i + 1}\n`),
    'etc/networks': lines(NAMES, (name, i) => `${name} 10.${i & 255}.${i >> 8}.0\n`),
    'proc/net/tcp': `heading\n${lines(NAMES, (_, i) => {
      const address = `${hex(i & 255, 2)}${hex(i >> 8, 2)}000A`;
      return `${i}: ${address}:${hex(i + 1, 4)} ${address}:1F90 01 0:0 00:00000000 00000000 ${i + 5000} 0 ${i + 1} 1 0\n`;
    })}`,
    'proc/net/raw': `heading\n${lines(
      NAMES.slice(0, 255),
      (_, i) => `${i}: 00000000:${hex(i + 1, 4)} 00000000:0000 07 0:0 00:00000000 00000000 0 0 ${i + 9000} 1 0 0\n`,
    )}`,
    'proc/net/route': `Iface\tDestination\tGateway\n${lines(NAMES, (_, i) => {
      const network = `00${hex(i >> 8, 2)}${hex(i & 255, 2)}0A`;
      const gateway = `${hex(i & 255, 2)}${hex(i >> 8, 2)}000A`;
      return `eth0\t${network}\t${gateway}\t0003\t0\t0\t0\t00FFFFFF\t0\t0\t0\n`;
    })}`,
    'proc/net/ip_masquerade': `Prc FromIP   FPrt ToIP     TPrt Masq Init-seq  Delta PDelta Expires\n${lines(
      NAMES,
      (_, i) => {
        const address = `0A00${hex(i >> 8, 2)}${hex(i & 255, 2)}`;
        return `TCP ${address}:${hex(i + 1, 4)} ${address}:1F90 0001 00000000 0 0 100\n`;
      },
    )}`,
  });
  const files = ['nsswitch.conf', 'hosts', 'services', 'passwd', 'protocols', 'networks'];
  const mounts = files.map((file) => `mount --bind ${root}/etc/${file} /etc/${file}`).join(' && ');
  const inside = (args: readonly string[]) => [
    ...['unshare', '--mount', 'sh', '-c', `${mounts} && exec "$0" "$@"`],
    ...[process.execPath, COMMAND, ...args, '--procfs', `${root}/proc`],
  ];

  for (const args of [['-tW'], ['-tWe'], ['-wa'], ['-r'], ['-M']]) {
    it(args.join(' '), () => {
      const [program = '', ...rest] = inside(args);
      const piped = run(program, rest).stdout;
      assert.ok(piped.includes('a\x1bb'), 'the names are there');
      const shown = onTerminal(inside(args), 'stdout');
      assertSeen(shown, args.join(' '));
      assert.match(shown, /a\?b/);
      assert.equal(shown.length, piped.length, 'all columns stay where they are');
    });
  }
});
