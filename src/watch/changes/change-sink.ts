import type { Owner } from '../../sockets/table/owner-chains.ts';
import type { SocketTable } from '../../sockets/table/socket-table.ts';
import type { KnownSockets } from '../known/known-sockets.ts';
import type { SlotOwners } from '../known/slot-owners.ts';
import { type Clock, type Moment, momentOf } from './clock.ts';

/** Slots freed in one go. */
const SLICE = 16 * 1024;

/** Is told of changes, and keeps none: all it does is to free the slots of sockets that are closed. */
export class ChangeSink {
  /** The time of what is told, which never goes back. */
  moment: Moment = { wall: 0, monotonic: 0 };
  protected readonly known: KnownSockets;
  protected readonly owners: SlotOwners | undefined;
  readonly #clock: Clock;
  readonly #closed: number[] = [];

  constructor(known: KnownSockets, owners: SlotOwners | undefined, clock: Clock) {
    this.known = known;
    this.owners = owners;
    this.#clock = clock;
  }

  /** Changes that were kept. */
  get length(): number {
    return 0;
  }

  /** Of sockets that were closed. They are not used again before release(). */
  get closedSlots(): readonly number[] {
    return this.#closed;
  }

  /** Sets the time of what is told from now on; returns it on the monotonic clock, in ms. */
  stamp(moment = momentOf(this.#clock)): number {
    if (moment.monotonic > this.moment.monotonic) this.moment = moment;
    return this.moment.monotonic;
  }

  /** A socket that is there from now on. */
  present(_type: 'present' | 'opened', _slot: number, _unseen = false): void {}

  /** @param _previousState - number of the state before */
  changed(_slot: number, _previousState: number): void {}

  owner(_slot: number, _previous: Owner[]): void {}

  /** @param _least - age in ms @param _most - likewise; NaN when it is not known */
  closed(slot: number, _least: number, _most: number): void {
    this.drop(slot);
  }

  /** A socket that ends without a word. */
  drop(slot: number): void {
    this.#closed.push(slot);
  }

  /** A socket that was never known alive. */
  unseen(_table: SocketTable, _row: number, _least: number, _most: number): void {}

  gap(_lost: number | null): void {}

  late(_took: number, _interval: number): void {}

  /** Frees the slots of what was closed. */
  async release(pause: () => Promise<void>): Promise<void> {
    for (const [at, slot] of this.#closed.splice(0).entries()) {
      this.owners?.clear(slot);
      this.known.free(slot);
      if (at % SLICE === SLICE - 1) await pause();
    }
  }
}
