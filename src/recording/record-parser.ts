import { SockdiagError } from '../base/errors.ts';
import type { ChangeBatch } from '../watch/changes/change-batch.ts';
import { BatchBuilder } from './batch-builder.ts';
import { LineSplitter, type SplitLine } from './line-splitter.ts';
import { isRecordStart, READ_VERSIONS, type RecordStart } from './record-start.ts';
import { isRecordedChange } from './recorded-change.ts';

/** What of a record could not be read, as far as it has been read. */
export interface ReplayReport {
  /** Lines that are no change, and were passed over. */
  brokenLines: number;
  /** Numbers of the first ten of them; the first line of a record has number 1. */
  broken: number[];
  /** Number of the last line, where it was not written to its end; else null. */
  cutShort: number | null;
}

const BEGINNING = '{"type":"start","version":';

/** Makes batches of a record's bytes as they come. What is no change is passed over and counted, behind all changes before it. */
export class RecordParser {
  /** The first line; the last one of several, where records were put together. */
  start: RecordStart | undefined;
  readonly report: ReplayReport = { brokenLines: 0, broken: [], cutShort: null };
  readonly #splitter = new LineSplitter();
  readonly #builder = new BatchBuilder();

  /**
   * Yields batches, and undefined where there is none yet and other work should have its turn.
   * @throws SockdiagError ERR_NOT_A_RECORD
   */
  *parse(bytes: Uint8Array): Generator<ChangeBatch | undefined> {
    for (const line of this.#splitter.split(bytes)) yield* this.#take(line);
    yield* this.#flush();
    if (!this.start && this.#splitter.pending > MOST_OF_START) throw notARecord(NO_EVENTS);
  }

  /** What is left at the end. */
  *end(): Generator<ChangeBatch | undefined> {
    for (const line of this.#splitter.rest()) yield* this.#take(line);
    yield* this.#flush();
    // It was to be written when the first sockets were known.
    if (!this.start) this.report.cutShort = 1;
  }

  *#take({ number, text, ended }: SplitLine): Generator<ChangeBatch | undefined> {
    const data = parsed(text);
    if (this.start && isRecordedChange(data)) {
      if (!this.#builder.takes(data)) yield* this.#flush();
      this.#builder.add(data);
      return;
    }
    yield* this.#flush();
    if (hasVersion(data)) this.#begin(data, number);
    else if (!this.start) this.#notBegun(text, ended);
    else if (!ended) this.report.cutShort = number;
    else this.#passOver(number);
    if (this.report.brokenLines % TURN === TURN - 1) yield undefined;
  }

  *#flush(): Generator<ChangeBatch> {
    if (this.#builder.length > 0) yield this.#builder.take();
  }

  #begin(data: { version: number }, number: number): void {
    if (!READ_VERSIONS.includes(data.version)) {
      throw notARecord(`a record of version ${data.version}, where ${READ_VERSIONS.join(' or ')} is wanted`);
    }
    if (isRecordStart(data)) {
      this.start = data;
      this.#builder.report.ends = data.report.ends;
      if (data.report.owners) this.#builder.report.scan.owners = data.report.owners;
    } else if (this.start) this.#passOver(number);
    else throw notARecord('a record whose first line does not say what was recorded');
  }

  #notBegun(text: string | undefined, ended: boolean): void {
    const begun = text !== undefined && (text.startsWith(BEGINNING) || BEGINNING.startsWith(text));
    if (ended || !begun) throw notARecord(NO_EVENTS);
    this.report.cutShort = 1;
  }

  #passOver(number: number): void {
    this.report.brokenLines++;
    if (this.report.broken.length < MOST_NAMED) this.report.broken.push(number);
  }
}

const MOST_NAMED = 10;
/** The first line has a query; what is longer, in bytes, is none. */
const MOST_OF_START = 1 << 20;
/** So many lines that are no change take a millisecond or so. */
const TURN = 64;
const OBJECT = /^\s*\{/;
const NO_EVENTS = 'not a record of events';

export const NOT_A_RECORD = 'ERR_NOT_A_RECORD';

function notARecord(reason: string): SockdiagError {
  return new SockdiagError(reason, { code: NOT_A_RECORD });
}

function parsed(text: string | undefined): unknown {
  // What JSON refuses takes ten times as long as what it takes.
  if (text === undefined || !OBJECT.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasVersion(data: unknown): data is { version: number } {
  const { type, version } = (data ?? {}) as { type?: unknown; version?: unknown };
  return type === 'start' && typeof version === 'number';
}
