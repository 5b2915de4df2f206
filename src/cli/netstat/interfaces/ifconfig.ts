import type { Interface, InterfaceAddress, InterfaceRecord, InterfaceStatistics } from '../../../index.ts';
import { IFF_BROADCAST, IFF_POINTOPOINT } from '../../../uapi/links.ts';
import { shownCounter } from './counter.ts';
import { describeHardware } from './hardware.ts';
import type { InterfaceLayout } from './interface-listing.ts';

const INDENT = '        ';
const UNKNOWN = '-';

/** The flags that have a word, in netstat's order. */
const FLAG_WORDS: readonly [bit: number, word: string][] = [
  [0x1, 'UP'],
  [0x2, 'BROADCAST'],
  [0x4, 'DEBUG'],
  [0x8, 'LOOPBACK'],
  [0x10, 'POINTOPOINT'],
  [0x20, 'NOTRAILERS'],
  [0x40, 'RUNNING'],
  [0x80, 'NOARP'],
  [0x100, 'PROMISC'],
  [0x200, 'ALLMULTI'],
  [0x800, 'SLAVE'],
  [0x400, 'MASTER'],
  [0x1000, 'MULTICAST'],
  [0x8000, 'DYNAMIC'],
];

/** Of `IPV6_ADDR_SCOPE_MASK` of the kernel, by the names of rtnetlink's scopes. */
const SCOPES: Readonly<Record<string, string>> = {
  link: '0x20<link>',
  site: '0x40<site>',
  host: '0x10<host>',
};
const GLOBAL_SCOPE = '0x0<global>';
const COMPATIBLE_SCOPE = '0x80<compat,global>';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
const SIZES = UNITS.map((_, i) => 1024n ** BigInt(i));
const EXBIBYTES = UNITS.length - 1;

/** Hardware types of serial lines with Van Jacobson's compression: ARPHRD_CSLIP and ARPHRD_CSLIP6. */
const COMPRESSING: ReadonlySet<number | null> = new Set([257, 259]);

// Base ports below are none.
const LEAST_BASE = 0x100;

type BlockFacts = Pick<
  Interface,
  'flagBits' | 'mtu' | 'typeNumber' | 'address' | 'txQueueLength' | 'map' | 'addresses'
>;

/** netstat's blocks under -e, which are ifconfig's. */
export class IfconfigBlocks implements InterfaceLayout<BlockFacts> {
  readonly #flags = new Map<number | null, string>();

  facts(record: InterfaceRecord): BlockFacts {
    const { flagBits, mtu, typeNumber, address, txQueueLength, map, addresses } = record;
    return { flagBits, mtu, typeNumber, address, txQueueLength, map, addresses };
  }

  lines(
    name: string,
    facts: BlockFacts,
    inet: InterfaceAddress | undefined,
    statistics?: InterfaceStatistics,
  ): string[] {
    const first = `${name}: ${this.#flagsOf(facts.flagBits)}  mtu ${facts.mtu ?? UNKNOWN}`;
    const further = [
      ...(inet ? [inetText(inet, facts)] : []),
      ...(statistics ? inet6Texts(facts) : []),
      ...(facts.typeNumber === null ? [] : [hardwareText(facts)]),
      ...(statistics ? counterTexts(statistics, facts) : []),
      ...deviceTexts(facts),
    ];
    return [first, ...further.map((line) => `${INDENT}${line}`), ''];
  }

  /** Few differ. */
  #flagsOf(flagBits: number | null): string {
    let text = this.#flags.get(flagBits);
    if (text === undefined) {
      text = flagsText(flagBits);
      this.#flags.set(flagBits, text);
    }
    return text;
  }
}

/** The value of 16 bits that ioctl(2) gives, signed. */
function flagsText(flagBits: number | null): string {
  if (flagBits === null) return `flags=${UNKNOWN}`;
  const value = (flagBits << 16) >> 16;
  // netstat makes the last comma a `>`, and takes away what stands there when it is none.
  if (value === 0) return 'flags=0<';
  const words = FLAG_WORDS.filter(([bit]) => flagBits & bit).map(([, word]) => word);
  return words.length > 0 ? `flags=${value}<${words.join(',')}>` : `flags=${value}`;
}

/** Of an address that is the C library's, only itself and its mask are known. */
function inetText(
  { address, prefixLength, peer, broadcast, flags }: InterfaceAddress,
  { flagBits }: BlockFacts,
): string {
  const bits = flagBits ?? 0;
  // Only /proc can lack it, which has none of IPv4.
  const parts = [`inet ${address}`, `netmask ${netmask(prefixLength ?? 0)}`];
  const known = flags !== null;
  if (bits & IFF_BROADCAST && known) parts.push(`broadcast ${broadcast ?? '0.0.0.0'}`);
  if (bits & IFF_POINTOPOINT && known) parts.push(`destination ${peer ?? address}`);
  return parts.join('  ');
}

function netmask(prefixLength: number): string {
  return [0, 8, 16, 24].map((at) => 0xff & ~(0xff >> Math.min(8, Math.max(0, prefixLength - at)))).join('.');
}

function inet6Texts({ addresses }: BlockFacts): string[] {
  return addresses
    .filter(({ family }) => family === 'inet6')
    .map(({ address, prefixLength, scope }) => {
      // netstat shows what is in an IPv4-mapped address.
      const text = address.replace(/^::ffff:(?=\d+\.)/, '');
      return `inet6 ${text}  prefixlen ${prefixLength ?? UNKNOWN}  scopeid ${scopeText(address, scope)}`;
    });
}

function scopeText(address: string, scope: string | null): string {
  // Nothing but zeros before the last four bytes: the kernel's IPV6_ADDR_COMPATv4.
  const compatible = /^::[^:]*$/.test(address) && scope === 'global';
  return compatible ? COMPATIBLE_SCOPE : (SCOPES[scope ?? ''] ?? GLOBAL_SCOPE);
}

function hardwareText({ typeNumber, address, txQueueLength }: BlockFacts): string {
  const { word, title } = describeHardware(typeNumber as number, address);
  return `${word}  txqueuelen ${txQueueLength ?? UNKNOWN}  (${title})`;
}

function counterTexts(s: InterfaceStatistics, { typeNumber }: BlockFacts): string[] {
  const compresses = COMPRESSING.has(typeNumber);
  return [
    `RX packets ${shownCounter(s.rxPackets)}  bytes ${bytesText(shownCounter(s.rxBytes))}`,
    ...(compresses ? [`RX compressed:${shownCounter(s.rxCompressed)}`] : []),
    `RX errors ${shownCounter(s.rxErrors)}  dropped ${shownCounter(s.rxDroppedAll)}  overruns ${shownCounter(s.rxFifoErrors)}  frame ${shownCounter(s.rxFrameErrorsAll)}`,
    `TX packets ${shownCounter(s.txPackets)}  bytes ${bytesText(shownCounter(s.txBytes))}`,
    ...(compresses ? [`TX compressed ${shownCounter(s.txCompressed)}`] : []),
    // With one blank before the overruns, as netstat has it.
    `TX errors ${shownCounter(s.txErrors)}  dropped ${shownCounter(s.txDropped)} overruns ${shownCounter(s.txFifoErrors)}  carrier ${shownCounter(s.txCarrierErrorsAll)}  collisions ${shownCounter(s.collisions)}`,
  ];
}

/** The number, and again in the greatest unit it is above, with one digit behind the point, cut. */
function bytesText(bytes: bigint): string {
  let unit = 0;
  while (unit < EXBIBYTES && bytes > (SIZES[unit + 1] as bigint)) unit++;
  if (unit === 0) return `${bytes} (${bytes}.0 B)`;
  const size = SIZES[unit] as bigint;
  // Ten times as much would not fit into 64 bits there, so netstat divides by a tenth of the unit, which is cut too.
  const tenths = unit === EXBIBYTES ? bytes / (size / 10n) : (bytes * 10n) / size;
  return `${bytes} (${tenths / 10n}.${tenths % 10n} ${UNITS[unit]})`;
}

/** Resources in the widths that ioctl(2) has for them: `struct ifmap` of `include/uapi/linux/if.h`. */
function deviceTexts({ map }: BlockFacts): string[] {
  if (map === null) return [];
  const irq = map.irq & 0xff;
  const base = Number(map.basePort & 0xffffn);
  const parts = [
    irq ? `interrupt ${irq}  ` : '',
    base >= LEAST_BASE ? `base 0x${base.toString(16)}  ` : '',
    map.memoryStart ? `memory 0x${map.memoryStart.toString(16)}-${map.memoryEnd.toString(16)}  ` : '',
    map.dma ? `  dma 0x${map.dma.toString(16)}` : '',
  ].join('');
  return parts === '' ? [] : [`device ${parts}`];
}
