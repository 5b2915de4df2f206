import type { BytesColumn } from './bytes-column.ts';

type Width = 8 | 16 | 32 | 64;

/**
 * Fields of `struct tcp_info`, `include/uapi/linux/tcp.h`: name → [offset, bits]. The struct grows with the kernel; a field
 * beyond the bytes a kernel sends is absent. Units: rto, ato, rtt, rttvar, rcvRtt, minRtt and the *Time and *Limited fields in
 * µs; last* in ms; rates in bytes a second; mss, windows and bytes* in bytes; cwnd, unacked, sacked, lost, retrans and
 * segs* in segments.
 */
export const TCP_INFO_FIELDS = {
  caState: [1, 8],
  retransmits: [2, 8],
  probes: [3, 8],
  backoff: [4, 8],
  options: [5, 8],
  rto: [8, 32],
  ato: [12, 32],
  sndMss: [16, 32],
  rcvMss: [20, 32],
  unacked: [24, 32],
  sacked: [28, 32],
  lost: [32, 32],
  retrans: [36, 32],
  lastDataSent: [44, 32],
  lastDataRecv: [52, 32],
  lastAckRecv: [56, 32],
  pmtu: [60, 32],
  rcvSsthresh: [64, 32],
  rtt: [68, 32],
  rttvar: [72, 32],
  sndSsthresh: [76, 32],
  sndCwnd: [80, 32],
  advmss: [84, 32],
  reordering: [88, 32],
  rcvRtt: [92, 32],
  rcvSpace: [96, 32],
  totalRetrans: [100, 32],
  pacingRate: [104, 64],
  maxPacingRate: [112, 64],
  bytesAcked: [120, 64],
  bytesReceived: [128, 64],
  segsOut: [136, 32],
  segsIn: [140, 32],
  notsentBytes: [144, 32],
  minRtt: [148, 32],
  dataSegsIn: [152, 32],
  dataSegsOut: [156, 32],
  deliveryRate: [160, 64],
  busyTime: [168, 64],
  rwndLimited: [176, 64],
  sndbufLimited: [184, 64],
  delivered: [192, 32],
  deliveredCe: [196, 32],
  bytesSent: [200, 64],
  bytesRetrans: [208, 64],
  dsackDups: [216, 32],
  reordSeen: [220, 32],
  rcvOoopack: [224, 32],
  sndWnd: [228, 32],
  rcvWnd: [232, 32],
  rehash: [236, 32],
  totalRto: [240, 16],
  totalRtoRecoveries: [242, 16],
  totalRtoTime: [244, 32],
} as const satisfies Record<string, readonly [number, Width]>;

/** The name of a field of `struct tcp_info`, in camelCase without its `tcpi_`. */
export type TcpInfoField = keyof typeof TCP_INFO_FIELDS;

/** TCP's internals of one socket. Fields of 64 bits are bigint, the rest numbers; see the kernel's `struct tcp_info`. */
export type TcpInfo = {
  -readonly [Name in TcpInfoField]?: (typeof TCP_INFO_FIELDS)[Name][1] extends 64 ? bigint : number;
};

const NAMES = Object.keys(TCP_INFO_FIELDS) as TcpInfoField[];
// The kernel writes in its own byte order, which is this machine's.
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Reads as many fields as the bytes hold; `undefined` when there are none. */
export function decodeTcpInfo(bytes: Uint8Array): TcpInfo | undefined {
  if (bytes.length === 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const info: Record<string, number | bigint> = {};
  for (const name of NAMES) {
    const [offset, bits] = TCP_INFO_FIELDS[name];
    if (offset + bits / 8 <= bytes.length) info[name] = readField(view, offset, bits);
  }
  return info;
}

type WordName = { [Name in TcpInfoField]: (typeof TCP_INFO_FIELDS)[Name][1] extends 32 ? Name : never }[TcpInfoField];

/** One field of 32 bits of a row of a table's `tcpInfo` column, without decoding the others; 0 where the kernel sent none. */
export function tcpInfoWord(column: BytesColumn | undefined, row: number, name: WordName): number {
  const [offset] = TCP_INFO_FIELDS[name];
  if (!column || (column.ends[row] as number) - column.start(row) < offset + 4) return 0;
  const { bytes } = column;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(column.start(row) + offset, LITTLE_ENDIAN);
}

/**
 * What of a connection's struct tcp_info moves only when it is used: bytes both ways, segments sent again, round-trip time. The
 * rest counts milliseconds since the last of these.
 */
const ACTIVITY = ['bytesAcked', 'bytesReceived', 'totalRetrans', 'rtt'] as const satisfies readonly TcpInfoField[];

/** Whether two structs differ in what a connection's use changes. */
export function differsInActivity(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return true;
  return ACTIVITY.some((name) => {
    const [offset, bits] = TCP_INFO_FIELDS[name];
    const end = Math.min(offset + bits / 8, a.length);
    for (let at = offset; at < end; at++) if (a[at] !== b[at]) return true;
    return false;
  });
}

function readField(view: DataView, offset: number, bits: Width): number | bigint {
  if (bits === 8) return view.getUint8(offset);
  if (bits === 16) return view.getUint16(offset, LITTLE_ENDIAN);
  if (bits === 32) return view.getUint32(offset, LITTLE_ENDIAN);
  return view.getBigUint64(offset, LITTLE_ENDIAN);
}
