import type { KnownSockets } from '../known/known-sockets.ts';
import type { SlotOwners } from '../known/slot-owners.ts';

/** Slots freed in one go. */
const SLICE = 16 * 1024;

/** Slots of sockets that have ended. What was known of these stays until they are released: a batch may still tell of it. */
export class EndedSlots {
  readonly #known: KnownSockets;
  readonly #owners: SlotOwners | undefined;
  readonly #slots: number[] = [];

  constructor(known: KnownSockets, owners: SlotOwners | undefined) {
    this.#known = known;
    this.#owners = owners;
  }

  get slots(): readonly number[] {
    return this.#slots;
  }

  add(slot: number): void {
    this.#slots.push(slot);
  }

  /** Frees them. */
  async release(pause: () => Promise<void>): Promise<void> {
    for (const [at, slot] of this.#slots.splice(0).entries()) {
      this.#owners?.clear(slot);
      this.#known.free(slot);
      if (at % SLICE === SLICE - 1) await pause();
    }
  }
}
