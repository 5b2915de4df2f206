import { type Clock, SYSTEM_CLOCK } from '../../src/watch/changes/clock.ts';

/** The system's time, but whoever sleeps by it is woken by hand. */
export class HandClock implements Clock {
  #ahead = 0;
  #sleeper: { until: number; resolve: () => void } | undefined;
  #onSleep: (() => void) | undefined;

  monotonic(): number {
    return SYSTEM_CLOCK.monotonic() + this.#ahead;
  }

  wall(): number {
    return SYSTEM_CLOCK.wall() + this.#ahead;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const sleeper = { until: this.monotonic() + ms, resolve };
      const abort = () => {
        if (this.#sleeper === sleeper) this.#sleeper = undefined;
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#sleeper = sleeper;
      this.#onSleep?.();
    });
  }

  /** Sets it forward by so many ms. */
  advance(ms: number): void {
    this.#ahead += ms;
  }

  /** Resolves when somebody sleeps. */
  async asleep(): Promise<void> {
    if (this.#sleeper) return;
    await new Promise<void>((resolve) => {
      this.#onSleep = resolve;
    });
    this.#onSleep = undefined;
  }

  /** Has the time come that who sleeps waits for, and resolves when it sleeps again: what it did between is over then. */
  async wake(): Promise<void> {
    await this.asleep();
    const { until, resolve } = this.#sleeper as { until: number; resolve: () => void };
    this.#sleeper = undefined;
    this.advance(Math.max(0, until - this.monotonic()) + ROUNDING_MS);
    resolve();
    await this.asleep();
  }
}

// Sums of times in fractions of ms are not exact.
const ROUNDING_MS = 0.01;
