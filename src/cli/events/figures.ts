import type { Age, SocketChange, TcpInfo } from '../../index.ts';
import { bytesText, durationText } from '../output/quantities.ts';
import { hasRemote } from './socket-text.ts';

/** What is said of a socket that is gone: its age, bytes each way, round-trip time, segments sent again. */
export function figuresOf({ type, socket, age, unseen }: SocketChange): string[] {
  // What listens, or never was connected, has figures too, and all of them are 0.
  const tcpInfo = (type === 'closed' || unseen) && hasRemote(socket) ? socket.tcpInfo : undefined;
  return [
    ...(unseen ? ['unseen'] : []),
    ...(age && !isAnything(age) ? [`age ${ageText(age)}`] : []),
    ...(tcpInfo ? tcpFigures(tcpInfo) : []),
  ];
}

/** It was there before, and went at once. */
const isAnything = ({ atLeast, atMost }: Age) => atLeast === 0 && atMost === null;

/** The truth lies between two times, which often print alike. */
function ageText({ atLeast, atMost }: Age): string {
  const least = durationText(atLeast);
  if (atMost === null) return `>${least}`;
  const most = durationText(atMost);
  if (least === most) return least;
  return atLeast === 0 ? `<${most}` : `${least}-${most}`;
}

function tcpFigures({ bytesSent, bytesRetrans, bytesAcked, bytesReceived, rtt, totalRetrans }: TcpInfo): string[] {
  // Before Linux 4.19 there is no count of what was sent.
  const sent = bytesSent === undefined ? bytesAcked : Number(bytesSent) - Number(bytesRetrans ?? 0);
  return [
    ...(sent === undefined ? [] : [`sent ${bytesText(Number(sent))}`]),
    ...(bytesReceived === undefined ? [] : [`received ${bytesText(Number(bytesReceived))}`]),
    ...(rtt ? [`rtt ${durationText(rtt / 1000)}`] : []),
    ...(totalRetrans ? [`retrans ${totalRetrans}`] : []),
  ];
}
