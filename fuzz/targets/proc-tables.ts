import { toGroup } from '../../src/groups/group.ts';
import { GroupRecord } from '../../src/groups/group-record.ts';
import { type ParseGroups, parseIgmp, parseIgmp6 } from '../../src/groups/procfs/net-igmp.ts';
import { parseIfInet6 } from '../../src/interfaces/procfs/if-inet6.ts';
import { parseNetDev } from '../../src/interfaces/procfs/net-dev.ts';
import { parseSysLink, SYS_LINK_FILES } from '../../src/interfaces/procfs/sys-link.ts';
import { MasqueradeFileError } from '../../src/masquerade/masquerade-entry.ts';
import { parseIpMasquerade } from '../../src/masquerade/procfs/ip-masquerade.ts';
import { parseNfConntrack } from '../../src/masquerade/procfs/nf-conntrack.ts';
import { toTranslation } from '../../src/masquerade/translation.ts';
import { TranslationRecord } from '../../src/masquerade/translation-record.ts';
import { parseNetIpv6Route } from '../../src/routes/procfs/net-ipv6-route.ts';
import { parseNetRoute } from '../../src/routes/procfs/net-route.ts';
import { toRoute } from '../../src/routes/route.ts';
import { RouteRecord } from '../../src/routes/route-record.ts';
import { fixtures, texts } from '../corpus.ts';
import { textLines } from '../mutators/lines.ts';
import { shown } from '../oracles/difference.ts';
import type { Target } from '../target.ts';
import { filledLines, isNumber, linesOf } from './text-lines.ts';

const DEV_HEADINGS = 2;
const DEV_NUMBERS = 16;
/** IFNAMSIZ with its NUL. */
const NAME_BYTES = 16;

/** What is to become of a line of net/dev: the last colon is the separator, for a name may have colons and no blanks. */
function plainDevice(line: string): { name: string; numbers: string[] } | undefined {
  const colon = line.lastIndexOf(':');
  const name = line.slice(0, colon).replace(/^[ \t]+/, '');
  const numbers = line
    .slice(colon + 1)
    .replace(/^[ \t]+|[ \t]+$/g, '')
    .split(/[ \t]+/);
  const isName = colon > 0 && name !== '' && name.length < NAME_BYTES && !/[\s/\0]/.test(name);
  const plain = numbers.length >= DEV_NUMBERS && numbers.every((number) => /^\d+$/.test(number));
  return isName && plain ? { name: Buffer.from(name, 'latin1').toString(), numbers } : undefined;
}

const dev: Target = {
  name: 'proc/dev',
  seeds: () => [
    ...fixtures('proc/net/dev'),
    ...texts(`Inter-| x\n face | x\nteam0:1: 5${' 0'.repeat(15)}\n   lo:7${' 1'.repeat(15)}\n`),
  ],
  mutate: textLines,
  lines: (input) => Math.max(0, linesOf(input).length - DEV_HEADINGS),
  run: (input) => {
    const { rows, malformed } = parseNetDev(input);
    return {
      value: rows.map(({ name, statistics }) => ({ name, statistics: withText(statistics) })),
      lines: { rows: rows.length, counted: malformed },
      disagreement: () => {
        const devices = linesOf(input)
          .slice(DEV_HEADINGS)
          .flatMap((line) => plainDevice(line) ?? []);
        const lost = devices.find(({ name, numbers }) => {
          const same = rows.filter((row) => row.name === name);
          return !same.some(({ statistics }) => isNumber(statistics.rxBytes, numbers[0] as string, 10));
        });
        return lost && `no row for ${shown(lost)}, but ${shown(rows.map(({ name }) => name))}`;
      },
    };
  },
};

/** Bigints as text: these rows are not the API's yet, and JSON has none. */
const withText = (counters: object) =>
  Object.fromEntries(
    Object.entries(counters).map(([name, value]) => [name, typeof value === 'bigint' ? `${value}` : value]),
  );

const ifInet6: Target = {
  name: 'proc/if-inet6',
  seeds: () => fixtures('proc/net/if_inet6'),
  mutate: textLines,
  lines: (input) => linesOf(input).length,
  run: (input) => {
    const { rows, malformed } = parseIfInet6(input);
    return {
      value: rows,
      lines: { rows: rows.length, counted: malformed },
      disagreement: () => {
        const names = new Set(
          linesOf(input).map((line) => Buffer.from(/[^ \t]*$/.exec(line)?.[0] ?? '', 'latin1').toString()),
        );
        const strange = rows.find(({ name }) => name !== null && !names.has(name));
        return strange && `no line has the name ${shown(strange.name)}`;
      },
    };
  },
};

/** The files of a link, a line each. */
const sysLink: Target = {
  name: 'proc/sys-link',
  seeds: () => texts('2\n2\n0x1003\n1500\n1\n02:00:5e:10:00:01\nff:ff:ff:ff:ff:ff\n1000\nup\n1\n0\nuplink\n7\n'),
  mutate: textLines,
  signed: /./,
  run: (input) => {
    const lines = linesOf(input);
    const held = SYS_LINK_FILES.flatMap((file, at) => (lines[at] === undefined ? [] : [[file, `${lines[at]}\n`]]));
    return { value: parseSysLink(Object.fromEntries(held)) };
  },
};

const route = new RouteRecord();

const netRoute: Target = {
  name: 'proc/route',
  seeds: () => fixtures('proc/net/route').map((bytes) => bytes.subarray(0, 1024)),
  mutate: textLines,
  lines: (input) => {
    const lines = linesOf(input);
    return lines.length - (lines[0]?.startsWith('Iface\t') ? 1 : 0);
  },
  run: (input) => {
    const rows: unknown[] = [];
    const { malformed } = parseNetRoute(input, true, route, () => rows.push(toRoute(route)));
    return { value: rows, lines: { rows: rows.length, counted: malformed } };
  },
};

const netIpv6Route: Target = {
  name: 'proc/ipv6-route',
  seeds: () => fixtures('proc/net/ipv6_route').map((bytes) => bytes.subarray(0, 900)),
  mutate: textLines,
  lines: (input) => linesOf(input).length,
  run: (input) => {
    const rows: unknown[] = [];
    const { malformed } = parseNetIpv6Route(input, route, () => rows.push(toRoute(route)));
    return { value: rows, lines: { rows: rows.length, counted: malformed } };
  },
};

const group = new GroupRecord();

function groups(
  file: string,
  parse: ParseGroups,
  isOther: (line: string, at: number, lines: string[]) => boolean,
): Target {
  return {
    name: `proc/${file}`,
    seeds: () => fixtures(`proc/net/${file}`),
    mutate: textLines,
    // A count of users is the kernel's int.
    signed: /^users$/,
    lines: (input) => {
      const lines = linesOf(input);
      return lines.filter((line, at) => !isOther(line, at, lines)).length;
    },
    run: (input) => {
      const rows: unknown[] = [];
      const { badLines: bad } = parse(input, group, () => rows.push(toGroup(group)));
      const lines = linesOf(input);
      const counted = bad.filter((number) => !isOther(lines[number] as string, number, lines)).length;
      return { value: { rows, bad }, lines: { rows: rows.length, counted } };
    },
  };
}

const translation = new TranslationRecord();

const nfConntrack: Target = {
  name: 'proc/nf-conntrack',
  seeds: () => fixtures('proc/net/nf_conntrack').map((bytes) => bytes.subarray(0, 700)),
  mutate: textLines,
  run: (input) => {
    const rows: unknown[] = [];
    const { malformed } = parseNfConntrack(input, translation, () => rows.push(toTranslation(translation)));
    return {
      value: { rows, malformed },
      disagreement: () => {
        // What is not translated is no row: so there is only a bound.
        const most = filledLines(input).length;
        return rows.length + malformed > most
          ? `${rows.length} rows and ${malformed} malformed of ${most} lines`
          : undefined;
      },
    };
  },
};

const MASQUERADE =
  'Prc FromIP   FPrt ToIP     TPrt Masq Init-seq  Delta PDelta Expires (free=40960,40960,40960)\n' +
  'TCP C0A80002 0401:C0A80164:0050 EA60 00000000      0      0   85959\n';

const ipMasquerade: Target = {
  name: 'proc/ip-masquerade',
  seeds: () => [
    ...texts(MASQUERADE),
    ...texts(
      'Prc FromIP   FPrt ToIP     TPrt Masq Init-seq  Delta Expires (free=40960,40960,40960)\n' +
        'UDP C0A80002:0401 C0A80164:0035 EA60 00000000 0 5959\nTCP C0A80002:0401 0A000001:0050 EA61 1F 7 -3\n',
    ),
  ],
  mutate: textLines,
  mayThrow: (error) => error instanceof MasqueradeFileError,
  signed: /delta$/i,
  rounded: /^(initialSequence|expires)$/,
  run: (input) => ({
    value: parseIpMasquerade(Buffer.from(input).toString('latin1')).map((entry) => entry && withText(entry)),
  }),
};

export const PROC_TABLES: readonly Target[] = [
  ...[dev, ifInet6, sysLink, netRoute, netIpv6Route],
  // A line of a device is no row, nor is the heading.
  groups('igmp', parseIgmp, (line) => !line.startsWith('\t')),
  groups('igmp6', parseIgmp6, () => false),
  ...[nfConntrack, ipMasquerade],
];
