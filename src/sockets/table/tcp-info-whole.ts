// Made from fields.ts by `npm run docs`: change the table, not this file.
import { isNumber } from './plain-values.ts';
import type { TcpInfo, TcpInfoJSON } from './tcp-info-types.ts';

/** A struct that has all fields, read, checked and written in one go: field by field takes five times as long. */

/** Its bytes. */
export const WHOLE_TCP_INFO = 248;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one line a field.
export function wholeTcpInfo(view: DataView, little: boolean): TcpInfo {
  return {
    caState: view.getUint8(1),
    retransmits: view.getUint8(2),
    probes: view.getUint8(3),
    backoff: view.getUint8(4),
    options: view.getUint8(5),
    rto: view.getUint32(8, little),
    ato: view.getUint32(12, little),
    sndMss: view.getUint32(16, little),
    rcvMss: view.getUint32(20, little),
    unacked: view.getUint32(24, little),
    sacked: view.getUint32(28, little),
    lost: view.getUint32(32, little),
    retrans: view.getUint32(36, little),
    lastDataSent: view.getUint32(44, little),
    lastDataRecv: view.getUint32(52, little),
    lastAckRecv: view.getUint32(56, little),
    pmtu: view.getUint32(60, little),
    rcvSsthresh: view.getUint32(64, little),
    rtt: view.getUint32(68, little),
    rttvar: view.getUint32(72, little),
    sndSsthresh: view.getUint32(76, little),
    sndCwnd: view.getUint32(80, little),
    advmss: view.getUint32(84, little),
    reordering: view.getUint32(88, little),
    rcvRtt: view.getUint32(92, little),
    rcvSpace: view.getUint32(96, little),
    totalRetrans: view.getUint32(100, little),
    pacingRate: view.getBigUint64(104, little),
    maxPacingRate: view.getBigUint64(112, little),
    bytesAcked: view.getBigUint64(120, little),
    bytesReceived: view.getBigUint64(128, little),
    segsOut: view.getUint32(136, little),
    segsIn: view.getUint32(140, little),
    notsentBytes: view.getUint32(144, little),
    minRtt: view.getUint32(148, little),
    dataSegsIn: view.getUint32(152, little),
    dataSegsOut: view.getUint32(156, little),
    deliveryRate: view.getBigUint64(160, little),
    busyTime: view.getBigUint64(168, little),
    rwndLimited: view.getBigUint64(176, little),
    sndbufLimited: view.getBigUint64(184, little),
    delivered: view.getUint32(192, little),
    deliveredCe: view.getUint32(196, little),
    bytesSent: view.getBigUint64(200, little),
    bytesRetrans: view.getBigUint64(208, little),
    dsackDups: view.getUint32(216, little),
    reordSeen: view.getUint32(220, little),
    rcvOoopack: view.getUint32(224, little),
    sndWnd: view.getUint32(228, little),
    rcvWnd: view.getUint32(232, little),
    rehash: view.getUint32(236, little),
    totalRto: view.getUint16(240, little),
    totalRtoRecoveries: view.getUint16(242, little),
    totalRtoTime: view.getUint32(244, little),
  };
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one line a field.
export function wholeTcpInfoJSON(view: DataView, little: boolean): TcpInfoJSON {
  return {
    caState: view.getUint8(1),
    retransmits: view.getUint8(2),
    probes: view.getUint8(3),
    backoff: view.getUint8(4),
    options: view.getUint8(5),
    rto: view.getUint32(8, little),
    ato: view.getUint32(12, little),
    sndMss: view.getUint32(16, little),
    rcvMss: view.getUint32(20, little),
    unacked: view.getUint32(24, little),
    sacked: view.getUint32(28, little),
    lost: view.getUint32(32, little),
    retrans: view.getUint32(36, little),
    lastDataSent: view.getUint32(44, little),
    lastDataRecv: view.getUint32(52, little),
    lastAckRecv: view.getUint32(56, little),
    pmtu: view.getUint32(60, little),
    rcvSsthresh: view.getUint32(64, little),
    rtt: view.getUint32(68, little),
    rttvar: view.getUint32(72, little),
    sndSsthresh: view.getUint32(76, little) === 2147483647 ? null : view.getUint32(76, little),
    sndCwnd: view.getUint32(80, little),
    advmss: view.getUint32(84, little),
    reordering: view.getUint32(88, little),
    rcvRtt: view.getUint32(92, little),
    rcvSpace: view.getUint32(96, little),
    totalRetrans: view.getUint32(100, little),
    pacingRate:
      view.getBigUint64(104, little) === 18446744073709551615n ? null : Number(view.getBigUint64(104, little)),
    maxPacingRate:
      view.getBigUint64(112, little) === 18446744073709551615n ? null : Number(view.getBigUint64(112, little)),
    bytesAcked: Number(view.getBigUint64(120, little)),
    bytesReceived: Number(view.getBigUint64(128, little)),
    segsOut: view.getUint32(136, little),
    segsIn: view.getUint32(140, little),
    notsentBytes: view.getUint32(144, little),
    minRtt: view.getUint32(148, little) === 4294967295 ? null : view.getUint32(148, little),
    dataSegsIn: view.getUint32(152, little),
    dataSegsOut: view.getUint32(156, little),
    deliveryRate: Number(view.getBigUint64(160, little)),
    busyTime: Number(view.getBigUint64(168, little)),
    rwndLimited: Number(view.getBigUint64(176, little)),
    sndbufLimited: Number(view.getBigUint64(184, little)),
    delivered: view.getUint32(192, little),
    deliveredCe: view.getUint32(196, little),
    bytesSent: Number(view.getBigUint64(200, little)),
    bytesRetrans: Number(view.getBigUint64(208, little)),
    dsackDups: view.getUint32(216, little),
    reordSeen: view.getUint32(220, little),
    rcvOoopack: view.getUint32(224, little),
    sndWnd: view.getUint32(228, little),
    rcvWnd: view.getUint32(232, little),
    rehash: view.getUint32(236, little),
    totalRto: view.getUint16(240, little),
    totalRtoRecoveries: view.getUint16(242, little),
    totalRtoTime: view.getUint32(244, little),
  };
}

/** Whether all fields are there, as most records have them: numbers, those of 64 bits exact. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one line a field.
export function isWhole(info: { readonly [Name in keyof TcpInfo]?: unknown }): info is Whole {
  return (
    isNumber(info.caState, 255) &&
    isNumber(info.retransmits, 255) &&
    isNumber(info.probes, 255) &&
    isNumber(info.backoff, 255) &&
    isNumber(info.options, 255) &&
    isNumber(info.rto, 4294967295) &&
    isNumber(info.ato, 4294967295) &&
    isNumber(info.sndMss, 4294967295) &&
    isNumber(info.rcvMss, 4294967295) &&
    isNumber(info.unacked, 4294967295) &&
    isNumber(info.sacked, 4294967295) &&
    isNumber(info.lost, 4294967295) &&
    isNumber(info.retrans, 4294967295) &&
    isNumber(info.lastDataSent, 4294967295) &&
    isNumber(info.lastDataRecv, 4294967295) &&
    isNumber(info.lastAckRecv, 4294967295) &&
    isNumber(info.pmtu, 4294967295) &&
    isNumber(info.rcvSsthresh, 4294967295) &&
    isNumber(info.rtt, 4294967295) &&
    isNumber(info.rttvar, 4294967295) &&
    (info.sndSsthresh === null || isNumber(info.sndSsthresh, 4294967295)) &&
    isNumber(info.sndCwnd, 4294967295) &&
    isNumber(info.advmss, 4294967295) &&
    isNumber(info.reordering, 4294967295) &&
    isNumber(info.rcvRtt, 4294967295) &&
    isNumber(info.rcvSpace, 4294967295) &&
    isNumber(info.totalRetrans, 4294967295) &&
    (info.pacingRate === null || isNumber(info.pacingRate, Number.MAX_SAFE_INTEGER)) &&
    (info.maxPacingRate === null || isNumber(info.maxPacingRate, Number.MAX_SAFE_INTEGER)) &&
    isNumber(info.bytesAcked, Number.MAX_SAFE_INTEGER) &&
    isNumber(info.bytesReceived, Number.MAX_SAFE_INTEGER) &&
    isNumber(info.segsOut, 4294967295) &&
    isNumber(info.segsIn, 4294967295) &&
    isNumber(info.notsentBytes, 4294967295) &&
    (info.minRtt === null || isNumber(info.minRtt, 4294967295)) &&
    isNumber(info.dataSegsIn, 4294967295) &&
    isNumber(info.dataSegsOut, 4294967295) &&
    isNumber(info.deliveryRate, Number.MAX_SAFE_INTEGER) &&
    isNumber(info.busyTime, Number.MAX_SAFE_INTEGER) &&
    isNumber(info.rwndLimited, Number.MAX_SAFE_INTEGER) &&
    isNumber(info.sndbufLimited, Number.MAX_SAFE_INTEGER) &&
    isNumber(info.delivered, 4294967295) &&
    isNumber(info.deliveredCe, 4294967295) &&
    isNumber(info.bytesSent, Number.MAX_SAFE_INTEGER) &&
    isNumber(info.bytesRetrans, Number.MAX_SAFE_INTEGER) &&
    isNumber(info.dsackDups, 4294967295) &&
    isNumber(info.reordSeen, 4294967295) &&
    isNumber(info.rcvOoopack, 4294967295) &&
    isNumber(info.sndWnd, 4294967295) &&
    isNumber(info.rcvWnd, 4294967295) &&
    isNumber(info.rehash, 4294967295) &&
    isNumber(info.totalRto, 65535) &&
    isNumber(info.totalRtoRecoveries, 65535) &&
    isNumber(info.totalRtoTime, 4294967295)
  );
}

type Whole = { readonly [Name in keyof TcpInfo]-?: Exclude<TcpInfoJSON[Name], undefined> };

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one line a field.
export function writeWhole(info: Whole, view: DataView, little: boolean): void {
  view.setUint8(1, info.caState);
  view.setUint8(2, info.retransmits);
  view.setUint8(3, info.probes);
  view.setUint8(4, info.backoff);
  view.setUint8(5, info.options);
  view.setUint32(8, info.rto, little);
  view.setUint32(12, info.ato, little);
  view.setUint32(16, info.sndMss, little);
  view.setUint32(20, info.rcvMss, little);
  view.setUint32(24, info.unacked, little);
  view.setUint32(28, info.sacked, little);
  view.setUint32(32, info.lost, little);
  view.setUint32(36, info.retrans, little);
  view.setUint32(44, info.lastDataSent, little);
  view.setUint32(52, info.lastDataRecv, little);
  view.setUint32(56, info.lastAckRecv, little);
  view.setUint32(60, info.pmtu, little);
  view.setUint32(64, info.rcvSsthresh, little);
  view.setUint32(68, info.rtt, little);
  view.setUint32(72, info.rttvar, little);
  if (info.sndSsthresh === null) view.setUint32(76, 2147483647, little);
  else view.setUint32(76, info.sndSsthresh, little);
  view.setUint32(80, info.sndCwnd, little);
  view.setUint32(84, info.advmss, little);
  view.setUint32(88, info.reordering, little);
  view.setUint32(92, info.rcvRtt, little);
  view.setUint32(96, info.rcvSpace, little);
  view.setUint32(100, info.totalRetrans, little);
  if (info.pacingRate === null) view.setBigUint64(104, 18446744073709551615n, little);
  else write64(view, 104, info.pacingRate, little);
  if (info.maxPacingRate === null) view.setBigUint64(112, 18446744073709551615n, little);
  else write64(view, 112, info.maxPacingRate, little);
  write64(view, 120, info.bytesAcked, little);
  write64(view, 128, info.bytesReceived, little);
  view.setUint32(136, info.segsOut, little);
  view.setUint32(140, info.segsIn, little);
  view.setUint32(144, info.notsentBytes, little);
  if (info.minRtt === null) view.setUint32(148, 4294967295, little);
  else view.setUint32(148, info.minRtt, little);
  view.setUint32(152, info.dataSegsIn, little);
  view.setUint32(156, info.dataSegsOut, little);
  write64(view, 160, info.deliveryRate, little);
  write64(view, 168, info.busyTime, little);
  write64(view, 176, info.rwndLimited, little);
  write64(view, 184, info.sndbufLimited, little);
  view.setUint32(192, info.delivered, little);
  view.setUint32(196, info.deliveredCe, little);
  write64(view, 200, info.bytesSent, little);
  write64(view, 208, info.bytesRetrans, little);
  view.setUint32(216, info.dsackDups, little);
  view.setUint32(220, info.reordSeen, little);
  view.setUint32(224, info.rcvOoopack, little);
  view.setUint32(228, info.sndWnd, little);
  view.setUint32(232, info.rcvWnd, little);
  view.setUint32(236, info.rehash, little);
  view.setUint16(240, info.totalRto, little);
  view.setUint16(242, info.totalRtoRecoveries, little);
  view.setUint32(244, info.totalRtoTime, little);
}

const WORD = 2 ** 32;

function write64(view: DataView, at: number, value: number, little: boolean): void {
  view.setUint32(at, little ? value : value / WORD, little);
  view.setUint32(at + 4, little ? value / WORD : value, little);
}
