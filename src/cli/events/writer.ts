import { yieldToEventLoop } from '../../base/event-loop.ts';
import type { Signals } from '../signals.ts';

/** Where text of changes goes. */
export interface Sink<Change> {
  text: (change: Change) => string;
  write: (bytes: Uint8Array) => Promise<void>;
}

// Some milliseconds' worth of lines.
const SLICE = 32 * 1024;

/** Writes changes to every sink, in step, so that each has what the others have; slice by slice, between which all else goes on. */
export class SinkWriter<Change> {
  readonly #sinks: readonly Sink<Change>[];
  readonly #signals: Signals;
  readonly #texts: string[];

  /** @param sinks - are written in this order */
  constructor(sinks: readonly Sink<Change>[], signals: Signals) {
    this.#sinks = sinks;
    this.#signals = signals;
    this.#texts = sinks.map(() => '');
  }

  /** Writes until `done`. A signal that comes meanwhile ends the process behind the last of these changes. */
  async write(changes: Iterable<Change>, done: () => boolean): Promise<void> {
    this.#signals.begin();
    for (const change of changes) {
      if (done()) break;
      let longest = 0;
      for (const [i, { text }] of this.#sinks.entries()) {
        this.#texts[i] += text(change);
        longest = Math.max(longest, this.#texts[i]?.length as number);
      }
      if (longest < SLICE) continue;
      await this.#flush();
      await yieldToEventLoop();
    }
    await this.#flush();
    await this.#signals.end();
  }

  async #flush(): Promise<void> {
    for (const [i, { write }] of this.#sinks.entries()) {
      const text = this.#texts[i] as string;
      this.#texts[i] = '';
      if (text !== '') await write(Buffer.from(text));
    }
  }
}
