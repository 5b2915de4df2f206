import { setTimeout } from 'node:timers/promises';

/** The time a stream goes by. */
export interface Clock {
  /** CLOCK_MONOTONIC in ms. */
  monotonic(): number;
  /** Since 1970, in ms. */
  wall(): number;
  /** Resolves after so many ms, or rejects with the signal's reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** A moment by both clocks. */
export interface Moment {
  /** In ms since 1970. */
  wall: number;
  /** CLOCK_MONOTONIC in ms. */
  monotonic: number;
}

export function momentOf(clock: Clock): Moment {
  return { wall: clock.wall(), monotonic: clock.monotonic() };
}

/** The time of what a stream tells, which never goes back. */
export class StreamTime {
  readonly #clock: Clock;
  #moment: Moment = { wall: 0, monotonic: 0 };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get moment(): Moment {
    return this.#moment;
  }

  /** Sets the time of what is told from now on; returns it on the monotonic clock, in ms. */
  stamp(moment = momentOf(this.#clock)): number {
    if (moment.monotonic > this.#moment.monotonic) this.#moment = moment;
    return this.#moment.monotonic;
  }
}

const NS_PER_MS = 1e6;

export const SYSTEM_CLOCK: Clock = {
  monotonic: () => Number(process.hrtime.bigint()) / NS_PER_MS,
  wall: () => Date.now(),
  async sleep(ms, signal) {
    await setTimeout(ms, undefined, { signal });
  },
};
