import type { SocketTable } from '../../../sockets/table/socket-table.ts';
import { UNKNOWN } from '../../../sockets/table/unknown.ts';
import { STATE_NUMBERS } from '../../../uapi/sockets.ts';
import type { Names } from '../../names/names.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import type { Settings } from '../../settings.ts';
import type { OwnerColumns } from './columns.ts';
import { type PrintedNumbers, printedTimer } from './printed-numbers.ts';

const USER_WIDTH = 10;
const TCP_NAMES = ['off', 'on', 'keepalive', 'timewait', 'probe'];
const UDP_NAMES = ['off', 'on1', 'on2'];

/** The columns behind a row of inet sockets that have an option each. */
export class OptionColumns {
  readonly #out: LineWriter;
  readonly #settings: Settings;
  readonly #names: Names;
  readonly #owners: OwnerColumns;

  constructor(out: LineWriter, settings: Settings, names: Names, owners: OwnerColumns) {
    this.#out = out;
    this.#settings = settings;
    this.#names = names;
    this.#owners = owners;
  }

  /** @param printed - of a row whose numbers do not all fit its fields */
  write(table: SocketTable, row: number, protocol: string, printed?: PrintedNumbers): void {
    const out = this.#out;
    const { extend, programs, context, timers } = this.#settings;
    if (extend && printed) this.#printedUserAndInode(printed);
    else if (extend) this.#userAndInode(table, row);
    if (programs) {
      out.space();
      this.#owners.program(table, row);
    }
    if (context) {
      out.space();
      this.#owners.context(table, row);
    }
    if (timers && printed && protocol !== 'sctp') out.text(` ${printedTimer(printed, protocol, timerNames(protocol))}`);
    else if (timers) writeTimer(out, table, row, protocol);
  }

  #printedUserAndInode({ uid, inode }: PrintedNumbers): void {
    const out = this.#out;
    out.space();
    const start = out.length;
    const name = uid === undefined ? undefined : this.#names.user(Number(BigInt.asUintN(32, uid)));
    if (name) out.copy(name);
    else out.text(`${uid ?? '-'}`);
    out.padFrom(start, USER_WIDTH);
    out.text(` ${`${inode ?? '-'}`.padEnd(USER_WIDTH)}`);
  }

  #userAndInode(table: SocketTable, row: number): void {
    const out = this.#out;
    const uid = table.uid[row] as number;
    out.space();
    const start = out.length;
    const name = this.#names.user(uid);
    if (isUserInProcAlone(table, row)) out.text('-');
    else if (name) out.copy(name);
    // netstat reads the number as a signed one.
    else out.number(uid | 0);
    out.padFrom(start, USER_WIDTH);
    out.space();
    const inode = out.length;
    out.number(table.inode[row] as number);
    out.padFrom(inode, USER_WIDTH);
  }
}

/** netstat reads the user of a connection in SYN_RECV from /proc, and sock_diag does not tell it. */
function isUserInProcAlone(table: SocketTable, row: number): boolean {
  return table.state[row] === STATE_NUMBERS.SYN_RECV && ((table.unknown[row] as number) & UNKNOWN.uid) !== 0;
}

/** netstat's Timer column: ` name (seconds.hundredths/retransmits/probes)`. */
export function writeTimer(out: LineWriter, table: SocketTable, row: number, protocol: string): void {
  out.space();
  // netstat has no timer of an SCTP association to show.
  if (protocol === 'sctp') return;
  const timer = table.timer[row] as number;
  const expires = timer === 0 ? 0 : (table.expires[row] as number);
  const udp = protocol === 'udp' || protocol === 'udplite';
  const hundredths = Math.floor(expires / 10) % 100;
  out.text(timerNames(protocol)[timer] ?? unknownName(timer));
  out.text(' (');
  out.number(Math.floor(expires / 1000));
  out.text(hundredths < 10 ? '.0' : '.');
  out.number(hundredths);
  out.text('/');
  out.number(udp ? 0 : (table.retransmits[row] as number));
  out.text('/');
  out.number(table.probes[row] as number);
  out.text(')');
}

const timerNames = (protocol: string) => (protocol === 'tcp' ? TCP_NAMES : UDP_NAMES);

function unknownName(timer: number): string {
  return `unkn-${timer}`;
}
