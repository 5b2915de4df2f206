import type { Facts } from '../../sockets/filter/facts.ts';
import type { FilterPlan } from '../../sockets/filter/plan.ts';
import { RowTest } from '../../sockets/filter/row-test.ts';
import { ASKED_FIELDS } from '../../sockets/table/asked-fields.ts';
import type { Columns } from '../../sockets/table/columns.ts';
import { appendRow } from '../../sockets/table/copy-row.ts';
import { newReport } from '../../sockets/table/report.ts';
import { SocketTable } from '../../sockets/table/socket-table.ts';
import { PROTOCOL_NUMBERS, STATE_NUMBERS } from '../../uapi/sockets.ts';

/** Which sockets enter a stream: those for which its filter is true once. Until its names are looked up none does. */
export class StreamFilter {
  /** Slots of sockets that pass all that was asked of their rows, and whose owners are yet to be asked about. */
  readonly candidates: number[] = [];
  #started = false;
  #early: RowTest | undefined;
  #late: RowTest | undefined;
  readonly #one = new SocketTable(1, newReport(), {
    ...{ unix: true, sctp: true, tcpInfo: true, memory: true },
    fields: ASKED_FIELDS,
  });

  start({ early, late }: FilterPlan, facts: Facts): void {
    this.#early = early && new RowTest(early, facts);
    this.#late = late && new RowTest(late, facts);
    this.#started = true;
  }

  /** Whether owners decide over the socket in a slot too: then it waits for them. */
  holdBack(slot: number): boolean {
    if (this.#late) this.candidates.push(slot);
    return this.#late !== undefined;
  }

  /** Asks the rows of a batch; passes() then tells of each. */
  see(batch: Columns): void {
    this.#early?.run(batch);
  }

  passes(row: number): boolean {
    return this.#started && (this.#early?.passes(row) ?? true);
  }

  /** The same of one row of whatever table. The answers of a batch are gone by then. */
  passesAlone(table: Columns, row: number): boolean {
    this.#one.length = 0;
    appendRow(table, row, this.#one);
    this.see(this.#one);
    return this.passes(0);
  }

  /** Of a socket of which only the end is known: nobody knows who held it, and TCP does not tell the state it was in before. */
  passesEnded(table: Columns, row: number): boolean {
    if (this.#late) return false;
    if (this.passesAlone(table, row)) return true;
    if (table.protocol[row] !== PROTOCOL_NUMBERS.tcp) return false;
    this.#one.state[0] = table.remotePort[row] === 0 ? STATE_NUMBERS.LISTEN : STATE_NUMBERS.ESTABLISHED;
    this.see(this.#one);
    return this.passes(0);
  }

  /** Of rows with their owners, those that pass what was left. */
  ownedRows(table: Columns): number[] {
    const late = this.#late as RowTest;
    late.run(table);
    return Array.from({ length: table.length }, (_, row) => row).filter((row) => late.passes(row));
  }
}
