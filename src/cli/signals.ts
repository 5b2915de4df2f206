import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

type Signal = (typeof SIGNALS)[number];

// For a reader that goes on; one that has stopped shall not keep the command from ending.
const GRACE_MS = 1000;
// A signal is delivered at once.
const DELIVERY_MS = 100;
/** What shells add to a signal's number. */
const EXIT_SIGNAL = 128;

/**
 * Ends the process at SIGINT and SIGTERM by that same signal, as if nobody had listened to it: at once, or, while something is
 * written that shall be whole, as soon as it is.
 */
export class Signals {
  #writing = false;
  #waiting: Signal | undefined;
  readonly #listen = (signal: Signal) => {
    if (!this.#writing || this.#waiting) return this.#die(signal);
    this.#waiting = signal;
    setTimeout(() => this.#die(signal), GRACE_MS);
  };

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#listen);
  }

  /** From here on something is under way that shall be whole, until end(). */
  begin(): void {
    this.#writing = true;
  }

  /** It is whole. Does not return when a signal has come meanwhile. */
  async end(): Promise<void> {
    this.#writing = false;
    if (!this.#waiting) return;
    this.#die(this.#waiting);
    await new Promise(() => {});
  }

  #die(signal: Signal): void {
    for (const name of SIGNALS) process.off(name, this.#listen);
    process.kill(process.pid, signal);
    // The first process of a pid namespace cannot kill itself.
    setTimeout(() => process.exit(EXIT_SIGNAL + constants.signals[signal]), DELIVERY_MS);
  }
}
