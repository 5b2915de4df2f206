import type { Owner } from '../../sockets/table/owner-chains.ts';
import type { SocketTable } from '../../sockets/table/socket-table.ts';
import type { EndedSlots } from './ended-slots.ts';

/** Is told of changes, one after the other. Ages are in ms; the most a socket may have lived is NaN where that is not known. */
export interface ChangeSink {
  /** Changes that were kept. */
  readonly length: number;
  /** Of sockets that were closed, and of those that ended without a word. They are not used again before they are released. */
  readonly ended: EndedSlots;
  /** A socket that is there from now on. */
  present(type: 'present' | 'opened', slot: number, unseen?: boolean): void;
  /** @param previousState - number of the state before */
  changed(slot: number, previousState: number): void;
  owner(slot: number, previous: Owner[]): void;
  closed(slot: number, least: number, most: number): void;
  /** A socket that was never known alive. */
  unseen(table: SocketTable, row: number, least: number, most: number): void;
  gap(lost: number | null): void;
  late(took: number, interval: number): void;
}
