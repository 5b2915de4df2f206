import { setTimeout } from 'node:timers/promises';
import { LineWriter } from './output/line-writer.ts';
import { StandardOutput } from './output/output.ts';
import type { Settings } from './settings.ts';
import { Signals } from './signals.ts';
import type { View, ViewContext } from './views/view.ts';

// Some 40,000 lines.
const MOST_HELD = 4 << 20;

/** Lists again and again until a listing fails, the reader goes, or a signal comes. */
export async function listAgain(
  settings: Settings,
  terminal: boolean,
  open: (context: ViewContext) => Promise<View>,
): Promise<never> {
  const listing = new WholeListing();
  const out = new LineWriter((bytes) => listing.add(bytes), terminal);
  const view = await open({ settings, out, room: () => listing.room() });
  for (;;) {
    try {
      await view();
    } finally {
      // Of one that fails what there is, before its message.
      out.flush();
      await listing.end();
    }
    await setTimeout(settings.interval * 1000);
  }
}

/** Holds a listing until it can be written whole: a signal before that leaves nothing of it. One that is too large goes in parts. */
class WholeListing {
  readonly #output = new StandardOutput();
  readonly #signals = new Signals();
  #parts: Uint8Array[] = [];
  #length = 0;

  add(bytes: Uint8Array): void {
    // The writer goes on in the same buffer.
    this.#parts.push(bytes.slice());
    this.#length += bytes.length;
  }

  async room(): Promise<void> {
    if (this.#length > MOST_HELD) await this.#write();
  }

  async end(): Promise<void> {
    await this.#write();
    await this.#signals.end();
  }

  async #write(): Promise<void> {
    this.#signals.begin();
    const parts = this.#parts;
    this.#parts = [];
    this.#length = 0;
    for (const part of parts) await this.#output.write(part);
  }
}
