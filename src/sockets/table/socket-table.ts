import { firstRows, showAs } from '../../base/shown.ts';
import { Columns } from './columns.ts';
import { Socket } from './socket.ts';
import type { SocketJSON } from './socket-json.ts';

/** A table of sockets: its columns, and each row as a Socket when it is asked for. */
export class SocketTable extends Columns implements Iterable<Socket> {
  /** One row, from its end when `row` is negative; `undefined` outside the table. */
  at(row: number): Socket | undefined {
    const index = row < 0 ? this.length + row : row;
    return Number.isInteger(index) && index >= 0 && index < this.length ? new Socket(this, index) : undefined;
  }

  *[Symbol.iterator](): Iterator<Socket> {
    for (let row = 0; row < this.length; row++) yield new Socket(this, row);
  }

  toJSON(): SocketJSON[] {
    return Array.from(this, (socket) => socket.toJSON());
  }
}

showAs(SocketTable, (table) => ({ ...firstRows(table), sources: table.report.sources }));
