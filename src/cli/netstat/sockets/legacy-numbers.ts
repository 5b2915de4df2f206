import type { IpxSocket, LegacySocket, RoseSocket, X25Socket } from '../../../legacy/legacy-socket.ts';
import { unfitNumbers } from '../../../legacy/unfit-numbers.ts';
import { type Format, scannedValue } from '../scanf.ts';

type NumberOf<Socket> = { [Key in keyof Socket]: Socket[Key] extends number | null ? Key : never }[keyof Socket];

/** The text of a number of a socket as netstat reads and prints it, whether or not it fits; where it reads none `-`, and 0 of the queues of
 * AX.25. */
export function printedNumber<Socket extends LegacySocket>(
  socket: Socket,
  field: NumberOf<Socket> & string,
  format: Format = 'd',
): string {
  const text = unfitNumbers(socket)?.[field];
  if (text === undefined) {
    const value = (socket[field] ?? 0) as number;
    return `${format === 'd' ? value | 0 : value}`;
  }
  if (text === '' && socket.family === 'ax25') return '0';
  return `${scannedValue(text, format) ?? '-'}`;
}

/** The number of a state that does not fit, as netstat reads it: it can wrap to one that has a name. */
export function unfitState(socket: LegacySocket, format: Format): number | undefined {
  const text = unfitNumbers(socket)?.state;
  return text === undefined ? undefined : Number(BigInt.asIntN(32, scannedValue(text, format) ?? 0n));
}

/** Of AX.25 the queues must be there both or not at all; of X.25 and IPX netstat asks for none. */
const NEEDED = {
  ax25: ['state', 'vs', 'vr'],
  netrom: ['state', 'vs', 'vr', 'sendQ', 'recvQ'],
  x25: [],
  rose: ['lci', 'neighbour', 'state'],
  ipx: [],
} as const;

/** The file ends before a number without which netstat takes the line for one that it cannot read. */
export function isUnread(socket: LegacySocket): boolean {
  const texts = unfitNumbers(socket);
  if (texts === undefined) return false;
  if (NEEDED[socket.family].some((field) => texts[field] === '')) return true;
  return socket.family === 'ax25' && texts.recvQ === '' && texts.sendQ !== '';
}

/** netstat prints a channel that does not fit in decimal digits, as it reads it. */
export function printedChannel(socket: X25Socket | RoseSocket): string {
  return socket.lci === null ? printedNumber(socket, 'lci') : socket.lci.toString(16).toUpperCase();
}

/** undefined where there is none. */
export function printedUser(socket: IpxSocket): number | undefined {
  const text = printedNumber(socket, 'uid', 'ul');
  return text === '-' ? undefined : Number(BigInt.asUintN(32, BigInt(text)));
}
