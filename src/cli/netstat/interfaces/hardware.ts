import { endianness } from 'node:os';

/** How netstat shows a kind of hardware. */
interface Hardware {
  word: string;
  title: string;
  /** The text of its address; without it none is shown. */
  address?: (bytes: Uint8Array) => string;
}

/** Bytes of an address that netstat keeps. */
const KEPT = 8;
const UNSPECIFIED_OCTETS = 16;

/** ARPHRD_ETHER, and the length of its address as text. */
const ETHERNET = 1;
const ETHERNET_TEXT = 17;

const hex = (byte: number) => byte.toString(16).padStart(2, '0');
const octets = (bytes: Uint8Array, count: number, separator: string) =>
  Array.from(bytes.subarray(0, count), hex).join(separator);
const capitals = (count: number, separator: string) => (bytes: Uint8Array) =>
  octets(bytes, count, separator).toUpperCase();
// Its devices have none that SIOCGIFHWADDR could give, yet netstat leaves room.
const empty = () => '';

/** By `ARPHRD_*`. */
const HARDWARE: Readonly<Record<number, Hardware>> = {
  0: { word: 'netrom', title: 'AMPR NET/ROM', address: callsign },
  1: { word: 'ether', title: 'Ethernet', address: (bytes) => octets(bytes, 6, ':') },
  3: { word: 'ax25', title: 'AMPR AX.25', address: callsign },
  7: { word: 'arcnet', title: 'ARCnet', address: (bytes) => octets(bytes, 1, '') },
  15: { word: 'dlci', title: 'Frame Relay DLCI', address: dlci },
  27: { word: 'eui64', title: 'Generic EUI-64', address: capitals(8, ':') },
  256: { word: 'slip', title: 'Serial Line IP' },
  257: { word: 'cslip', title: 'VJ Serial Line IP' },
  258: { word: 'slip6', title: '6-bit Serial Line IP' },
  259: { word: 'cslip6', title: 'VJ 6-bit Serial Line IP' },
  264: { word: 'adaptive', title: 'Adaptive Serial Line IP' },
  270: { word: 'rose', title: 'AMPR ROSE', address: (bytes) => octets(bytes, 5, '') },
  271: { word: 'x25', title: 'generic X.25', address: empty },
  512: { word: 'ppp', title: 'Point-to-Point Protocol' },
  513: { word: 'hdlc', title: '(Cisco)-HDLC' },
  516: { word: 'lapb', title: 'LAPB' },
  768: { word: 'tunnel', title: 'IPIP Tunnel', address: empty },
  770: { word: 'frad', title: 'Frame Relay Access Device' },
  772: { word: 'loop', title: 'Local Loopback' },
  774: { word: 'fddi', title: 'Fiber Distributed Data Interface', address: capitals(6, '-') },
  776: { word: 'sit', title: 'IPv6-in-IPv4' },
  780: { word: 'hippi', title: 'HIPPI', address: capitals(6, ':') },
  782: { word: 'ec', title: 'Econet' },
  783: { word: 'irda', title: 'IrLAP', address: (bytes) => Array.from(bytes.slice(0, 4).reverse(), hex).join(':') },
};

const UNSPECIFIED: Hardware = { word: 'unspec', title: 'UNSPEC', address: unspecified };

/** The kind, the address where there is one, and the title by which netstat knows a hardware type. */
export function describeHardware(type: number, address: string | null): { word: string; title: string } {
  const { word, title, address: text } = HARDWARE[type] ?? UNSPECIFIED;
  // Nearly all: the text there is already.
  if (type === ETHERNET && address?.length === ETHERNET_TEXT) return { word: `${word} ${address}`, title };
  const bytes = new Uint8Array(KEPT);
  bytes.set(Buffer.from((address ?? '').replaceAll(':', ''), 'hex').subarray(0, KEPT));
  return { word: text ? `${word} ${text(bytes)}` : word, title };
}

/** Shifted ASCII, up to six letters and blanks behind them, then the number of the station in the four bits above the lowest. */
function callsign(bytes: Uint8Array): string {
  const letters = Array.from(bytes.subarray(0, 6), (byte) => String.fromCharCode(byte >> 1)).join('');
  const station = ((bytes[6] as number) >> 1) & 0xf;
  return `${letters.replace(/[\0 ].*/s, '')}${station ? `-${station}` : ''}`;
}

/** A number of 16 bits, which netstat reads as a signed one. */
function dlci(bytes: Uint8Array): string {
  return `${new DataView(bytes.buffer).getInt16(0, endianness() === 'LE')}`;
}

function unspecified(bytes: Uint8Array): string {
  const whole = new Uint8Array(UNSPECIFIED_OCTETS);
  whole.set(bytes);
  return capitals(UNSPECIFIED_OCTETS, '-')(whole);
}
