import type { Columns } from '../../sockets/table/columns.ts';
import { ENDED, type KnownSockets, REMAINED, rowOf } from './known-sockets.ts';
import { hasSameAddresses } from './socket-identity.ts';

/** Slots by the ports of their sockets. */
type ByPorts = Map<number, number[]>;

/**
 * What the last two ticks found in FIN_WAIT2 or TIME_WAIT and nobody knew: it is left of connections that were never seen alive, the
 * reports of whose ends are on their way. By then the next connection on the same ports may have replaced it.
 */
export class Remains {
  readonly #known: KnownSockets;
  #recent: ByPorts = new Map();
  #older: ByPorts = new Map();

  constructor(known: KnownSockets) {
    this.#known = known;
  }

  add(slot: number): void {
    const key = this.#key(slot);
    const slots = this.#recent.get(key);
    if (slots) slots.push(slot);
    else this.#recent.set(key, [slot]);
  }

  /** Whether this tick found it. */
  has(slot: number): boolean {
    return this.#recent.get(this.#key(slot))?.includes(slot) ?? false;
  }

  /** The slot of what is left of a connection that has ended; -1 for none. */
  find(ended: Columns, row: number): number {
    const key = keyOf(ended, row);
    for (const byPorts of [this.#older, this.#recent]) {
      const slot = byPorts.get(key)?.find((candidate) => this.isOf(candidate, ended, row));
      if (slot !== undefined) return slot;
    }
    return -1;
  }

  /** Whether a slot has what is left of a connection that has ended. Each is left of one, whose end is reported once. */
  isOf(slot: number, ended: Columns, row: number): boolean {
    const free = this.#known.holds(slot) && this.#known.hasFlag(slot, REMAINED) && !this.#known.hasFlag(slot, ENDED);
    return free && hasSameAddresses(this.#known.page(slot).table, rowOf(slot), ended, row);
  }

  /** The tick is over. Returns what it found. */
  turn(): number[] {
    this.#older = this.#recent;
    this.#recent = new Map();
    return [...this.#older.values()].flat();
  }

  #key(slot: number): number {
    return keyOf(this.#known.page(slot).table, rowOf(slot));
  }
}

const keyOf = ({ localPort, remotePort }: Columns, row: number) =>
  (localPort[row] as number) * 0x10000 + (remotePort[row] as number);
