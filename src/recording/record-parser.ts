import { LineSplitter, type SplitLine } from './line-splitter.ts';
import { READ_VERSIONS, type RecordStart } from './record-start.ts';
import { isRecordedChange } from './recorded-change.ts';
import type { ShownChange } from './shown-change.ts';

/** A file that is no record, and why. */
export class NotARecord extends Error {}

const BEGINNING = '{"type":"start","version":';

/** Makes changes of a record's bytes as they come. What is no change is passed over and counted. */
export class RecordParser {
  /** The first line; the last one of several, where records were put together. */
  start: RecordStart | undefined;
  /** Numbers of the first lines that are no change. */
  readonly broken: number[] = [];
  /** How many there are. */
  brokenLines = 0;
  /** The last line, when it was not written to its end. */
  cutShort: number | undefined;
  readonly #splitter = new LineSplitter();

  /** @throws NotARecord */
  *parse(bytes: Uint8Array): Generator<ShownChange> {
    for (const line of this.#splitter.split(bytes)) yield* this.#change(line);
  }

  /** What is left at the end. */
  *end(): Generator<ShownChange> {
    for (const line of this.#splitter.rest()) yield* this.#change(line);
    // It was to be written when the first sockets were known.
    if (!this.start) this.cutShort = 1;
  }

  *#change({ number, text, ended }: SplitLine): Generator<ShownChange> {
    const data = parsed(text);
    if (isStart(data)) this.#begin(data);
    else if (!this.start) this.#notBegun(text ?? '', ended);
    else if (isRecordedChange(data)) yield data;
    else if (!ended) this.cutShort = number;
    else this.#passOver(number);
  }

  #begin(start: RecordStart): void {
    if (!READ_VERSIONS.includes(start.version)) {
      throw new NotARecord(`a record of version ${start.version}, where ${READ_VERSIONS.join(' or ')} is wanted`);
    }
    this.start = start;
  }

  #notBegun(text: string, ended: boolean): void {
    const begun = text.startsWith(BEGINNING) || BEGINNING.startsWith(text);
    if (ended || !begun) throw new NotARecord('not a record of events');
    this.cutShort = 1;
  }

  #passOver(number: number): void {
    this.brokenLines++;
    if (this.broken.length < MOST_NAMED) this.broken.push(number);
  }
}

const MOST_NAMED = 10;

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function isStart(data: unknown): data is RecordStart {
  const { type, version } = (data ?? {}) as Partial<RecordStart>;
  return type === 'start' && typeof version === 'number';
}
