import type { Settings } from '../../settings.ts';
import type { WrittenRows } from '../written-rows.ts';

/** How the rows of one listing after the other are written: those of a continuous run say their time, and have one header. */
export class Looks {
  readonly #continuous: boolean;
  #first = true;

  constructor({ continuous, modes }: Settings) {
    // Counters are listed once.
    this.#continuous = continuous && modes[0] !== 'statistics';
  }

  next(): WrittenRows {
    const header = this.#first;
    this.#first = false;
    return { header, time: this.#continuous ? new Date().toISOString() : undefined };
  }
}
