import { addAbortSignal, Readable } from 'node:stream';
import { checkQueryObject, checkSignal } from '../base/arguments.ts';
import { yieldToEventLoop } from '../base/event-loop.ts';
import type { ChangeBatch } from '../watch/changes/change-batch.ts';
import { RecordParser, type ReplayReport } from './record-parser.ts';
import type { RecordStart } from './record-start.ts';

/** The bytes of a record, or its text, in pieces of any length, with their newlines: what a stream of a file gives. */
export type RecordSource = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** How a record is read. */
export interface ReplayOptions {
  /** Ends the replay with the signal's reason, and a stream that it reads from with it; another source is heeded between its pieces. */
  signal?: AbortSignal;
}

const KEYS: Readonly<Record<keyof ReplayOptions, true>> = { signal: true };

/** The batches of a record, and what it says of itself. */
export interface Replay extends AsyncGenerator<ChangeBatch, void, undefined> {
  /** What was recorded, and when; undefined until the first batch is there. */
  readonly start: RecordStart | undefined;
  /** What could not be read. Grows while the record is read; with a batch it tells of all lines before it. */
  readonly report: ReplayReport;
}

/**
 * The changes of a record, in batches, until its end: the same, in the same order, as watch() gave when it was recorded, though not in the same
 * batches. Each is as large as a piece of the source, and no larger than some hundred changes, so that memory stays bounded.
 *
 * ```ts
 * const changes = replay(createReadStream('sockets.ndjson'));
 * for await (const batch of changes) {
 *   for (const change of batch) if (change.type === 'closed') console.log(change.socket.remoteAddress, change.age);
 * }
 * if (changes.report.cutShort !== null) console.log('its last line is missing');
 * ```
 *
 * What a record does not tell is as where a source does not know it: null, or not there. Of `batch.report` a record tells `ends`, `late`, `gaps` and
 * `lost`. Numbers of tcp_info above 2^53 are as near as JSON has them, names as text has them. Records that were put together play one
 * behind the other.
 * @throws TypeError for a source that is not one, or options that are none
 * @throws SockdiagError `ERR_NOT_A_RECORD` for what is no record, or one of a version that is not read; else what the source fails with
 */
export function replay(source: RecordSource, options: ReplayOptions = {}): Replay {
  if (typeof source !== 'object' || source === null) throw new TypeError('source must give bytes or text in pieces');
  if (!(Symbol.asyncIterator in source || Symbol.iterator in source)) throw new TypeError('source must be iterable');
  checkQueryObject(options, KEYS);
  checkSignal(options.signal);
  const parser = new RecordParser();
  const batches = readBatches(source, parser, options.signal);
  return Object.defineProperties(batches, {
    start: { get: () => parser.start, enumerable: true },
    report: { value: parser.report, enumerable: true },
  }) as Replay;
}

async function* readBatches(
  source: RecordSource,
  parser: RecordParser,
  signal: AbortSignal | undefined,
): AsyncGenerator<ChangeBatch, void, undefined> {
  signal?.throwIfAborted();
  if (signal && source instanceof Readable) addAbortSignal(signal, source);
  try {
    for await (const piece of source) yield* inTurns(parser.parse(bytesOf(piece)), signal);
    yield* inTurns(parser.end(), signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

function bytesOf(piece: Uint8Array | string): Uint8Array {
  if (typeof piece === 'string') return Buffer.from(piece);
  if (piece instanceof Uint8Array) return piece;
  throw new TypeError('source must give bytes or text in pieces');
}

/** Batches, between which other work has its turn. */
async function* inTurns(
  batches: Iterable<ChangeBatch | undefined>,
  signal: AbortSignal | undefined,
): AsyncGenerator<ChangeBatch> {
  for (const batch of batches) {
    await yieldToEventLoop(signal);
    if (batch) yield batch;
  }
}
