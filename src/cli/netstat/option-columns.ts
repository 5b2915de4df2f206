import type { SocketTable } from '../../table/socket-table.ts';
import type { Names } from '../names/names.ts';
import type { LineWriter } from '../output/line-writer.ts';
import type { Settings } from '../settings.ts';
import type { OwnerColumns } from './columns.ts';
import { writeTimer } from './timer.ts';

const USER_WIDTH = 10;

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

  write(table: SocketTable, row: number, protocol: string): void {
    const out = this.#out;
    const { extend, programs, context, timers } = this.#settings;
    if (extend) this.#userAndInode(table, row);
    if (programs) {
      out.space();
      this.#owners.program(table, row);
    }
    if (context) {
      out.space();
      this.#owners.context(table, row);
    }
    if (timers) writeTimer(out, table, row, protocol);
  }

  #userAndInode(table: SocketTable, row: number): void {
    const out = this.#out;
    const uid = table.uid[row] as number;
    out.space();
    const start = out.length;
    const name = this.#names.user(uid);
    if (name) out.copy(name);
    // netstat reads the number as a signed one.
    else out.number(uid | 0);
    out.padFrom(start, USER_WIDTH);
    out.space();
    const inode = out.length;
    out.number(table.inode[row] as number);
    out.padFrom(inode, USER_WIDTH);
  }
}
