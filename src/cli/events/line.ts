import type { Change, GapChange, LateChange, SocketChange } from '../../index.ts';
import { plainText } from '../output/printable.ts';
import { durationText } from '../output/quantities.ts';
import { figuresOf } from './figures.ts';
import { endpointsText, OWNER_WIDTH, ownersText, protocolText } from './socket-text.ts';

/** Which columns a line has. */
export interface LineOptions {
  owners: boolean;
  extend: boolean;
  /** Names of owners are never cut. */
  wide: boolean;
  colour: boolean;
}

const SIGNS: Readonly<Record<Change['type'], string>> = {
  present: '=',
  opened: '+',
  changed: '~',
  owner: '~',
  closed: '-',
  gap: '!',
  late: '!',
};

/** SGR parameters, ECMA-48: green, red, yellow, faint. */
const COLOURS: Readonly<Record<string, number>> = { '+': 32, '-': 31, '~': 33, '!': 33, '=': 2 };

const PROTOCOL_WIDTH = 5;
// ESTABLISHED->CLOSE_WAIT
const CHANGE_WIDTH = 23;

/** A change as a line, without its end. The columns fit what is usual; what is wider pushes. Colours alone are no plain text. */
export function changeLine(change: Change, options: LineOptions): string {
  const sign = SIGNS[change.type];
  const shown = options.colour ? `\x1b[${COLOURS[sign]}m${sign}\x1b[0m` : sign;
  const text = 'socket' in change ? socketText(change, options) : noticeText(change);
  return `${timeText(change.time)} ${shown} ${plainText(text)}`;
}

function socketText(change: SocketChange, { owners, extend, wide }: LineOptions): string {
  const { socket } = change;
  const protocol = protocolText(socket).padEnd(PROTOCOL_WIDTH);
  const columns = [protocol, endpointsText(socket), stateText(change).padEnd(CHANGE_WIDTH)];
  if (extend) columns.push(`uid:${socket.uid ?? '?'}`.padEnd(10), `ino:${socket.inode ?? '?'}`.padEnd(14));
  if (owners) columns.push(ownerChange(change, wide).padEnd(OWNER_WIDTH - 1));
  return [columns.join(' '), ...figuresOf(change)].join('  ').trimEnd();
}

function stateText({ type, previousState, socket }: SocketChange): string {
  const changed = type === 'changed' && previousState !== undefined && previousState !== socket.state;
  return changed ? `${previousState}->${socket.state}` : socket.state;
}

function ownerChange({ previousOwners, socket }: SocketChange, wide: boolean): string {
  const owners = ownersText(socket.owners, wide);
  return previousOwners ? `${ownersText(previousOwners, wide)} -> ${owners}` : owners;
}

function noticeText(notice: GapChange | LateChange): string {
  if (notice.type === 'gap') {
    const reports = notice.lost === null ? 'reports' : notice.lost === 1 ? '1 report' : `${notice.lost} reports`;
    return `gap: the kernel dropped ${reports} of ends: short sockets may be missing before this`;
  }
  return `late: a look took ${durationText(notice.took)} of an interval of ${durationText(notice.interval)}`;
}

/** Local time with ms. */
function timeText(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
