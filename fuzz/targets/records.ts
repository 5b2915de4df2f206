import { isDeepStrictEqual } from 'node:util';
import { jsonLine } from '../../src/recording/json-line.ts';
import { LineSplitter, type SplitLine } from '../../src/recording/line-splitter.ts';
import { recordLine } from '../../src/recording/record-line.ts';
import { RecordParser, type ReplayReport } from '../../src/recording/record-parser.ts';
import { replay } from '../../src/recording/replay.ts';
import type { ChangeBatch } from '../../src/watch/changes/change-batch.ts';
import { toChangeJSON } from '../../src/watch/changes/change-json.ts';
import { randomBatch } from '../../test/support/random-batches.ts';
import { Random as RowRandom } from '../../test/support/random-sockets.ts';
import { fixtures, texts } from '../corpus.ts';
import { mutator } from '../mutators/bytes.ts';
import { lineSteps } from '../mutators/lines.ts';
import { recordLines } from '../mutators/records.ts';
import { difference, shown } from '../oracles/difference.ts';
import { hash, Random } from '../random.ts';
import type { Target } from '../target.ts';

/** Numbers of tcp_info are as near as JSON has them. */
const NEAR = /./;

/** The same bytes in pieces, which the bytes themselves choose. */
function pieces(input: Uint8Array): Uint8Array[] {
  const random = new Random(hash(input));
  const parts: Uint8Array[] = [];
  for (let at = 0; at < input.length; ) {
    const next = Math.min(input.length, at + 1 + random.small(400));
    parts.push(input.subarray(at, next));
    at = next;
  }
  return parts;
}

const MOST = 200;
const MOST_SEED = 3500;

function splitLines(parts: readonly Uint8Array[]): SplitLine[] {
  const splitter = new LineSplitter(MOST);
  return [...parts.flatMap((part) => [...splitter.split(part)]), ...splitter.rest()];
}

const splitter: Target = {
  name: 'records/lines',
  seeds: () =>
    texts('a\nbb\n\nccc', `${'x'.repeat(MOST)}\n${'y'.repeat(MOST + 1)}\nz\n`, '\xef\xbb\xbfa\n\xc3\n\xa9\n'),
  mutate: mutator(lineSteps),
  run: (input) => {
    const lines = splitLines([input]);
    return {
      value: lines.map(({ text, ...rest }) => ({ ...rest, text: text ?? null })),
      disagreement: () => {
        const cut = splitLines(pieces(input));
        if (!isDeepStrictEqual(cut, lines)) return `in pieces: ${difference(lines, cut)}`;
        const plain = Buffer.from(input).toString('latin1').split('\n');
        if (plain.at(-1) === '') plain.pop();
        const others = plain.map((line) =>
          line.length > MOST ? undefined : Buffer.from(line, 'latin1').toString('utf8'),
        );
        const texts = lines.map(({ text }) => text);
        return isDeepStrictEqual(others, texts) ? undefined : `plainly ${shown(others)}, not ${shown(texts)}`;
      },
    };
  },
};

interface Read {
  changes: unknown[];
  lines: string[];
  report: ReplayReport & { started?: boolean };
}

function read(parts: readonly Uint8Array[]): Read {
  const parser = new RecordParser();
  const found: Read = { changes: [], lines: [], report: parser.report };
  const take = (batch: ChangeBatch | undefined) => {
    for (const change of batch ?? []) {
      found.changes.push(toChangeJSON(change));
      found.lines.push(recordLine(change));
    }
  };
  for (const part of parts) for (const batch of parser.parse(part)) take(batch);
  for (const batch of parser.end()) take(batch);
  return { ...found, report: { ...parser.report, started: parser.start !== undefined } };
}

/** Some changes of every type, of sockets whose fields hold anything they can. */
function madeRecord(): Uint8Array {
  const start = Buffer.from(fixtures('records/version-2.ndjson')[0] as Uint8Array)
    .toString()
    .split('\n', 1)[0];
  const changes = [...randomBatch(new RowRandom(7), 12)].map((change) => recordLine(change));
  return new Uint8Array(Buffer.from(`${start}\n${changes.join('')}`));
}

/** The first lines of each. */
const seeds = () =>
  [...fixtures('records/version-2.ndjson', 'records/version-1.ndjson'), madeRecord()].map((bytes) =>
    bytes.subarray(0, bytes.indexOf(0x0a, Math.min(MOST_SEED, bytes.length - 1)) + 1),
  );
/** Lines that records were put together of. */
const isStart = (line: string) => line.includes('"start"');

const parser: Target = {
  name: 'records/parser',
  seeds,
  mutate: recordLines,
  rounded: NEAR,
  run: (input) => {
    const { changes, lines, report } = read([input]);
    return {
      value: { changes, report },
      disagreement: () => {
        // A first line that is cut short: there is nothing to write again.
        if (!report.started) return undefined;
        const start = Buffer.from(input).toString().split('\n').find(isStart);
        const again = read([Buffer.from(`${start}\n${lines.join('')}`)]);
        const differs = difference(lines, again.lines);
        return differs && `written and read again: ${differs}`;
      },
    };
  },
};

const inPieces: Target = {
  name: 'records/replay',
  seeds,
  mutate: recordLines,
  rounded: NEAR,
  run: async (input) => {
    const changes = replay(pieces(input));
    const value: unknown[] = [];
    for await (const batch of changes) for (const change of batch) value.push(toChangeJSON(change));
    const report = { ...changes.report, started: changes.start !== undefined };
    return {
      value: { changes: value, report },
      disagreement: () => {
        const whole = read([input]);
        return difference({ changes: whole.changes, report: whole.report }, { changes: value, report });
      },
    };
  },
};

/** JSON that a terminal may get. */
const json: Target = {
  name: 'records/json-line',
  seeds: () => texts('nginx', '\xef\xbb\xbf\xe2\x80\xae', '\x1b[2J\x9b'),
  mutate: mutator(lineSteps),
  run: (input) => {
    const data = { name: Buffer.from(input).toString('utf8'), raw: Buffer.from(input).toString('latin1') };
    const line = jsonLine(data);
    return {
      value: line,
      terminal: Buffer.from(line),
      disagreement: () => (isDeepStrictEqual(JSON.parse(line), data) ? undefined : `${line} is not ${shown(data)}`),
    };
  },
};

export const RECORDS: readonly Target[] = [splitter, parser, inPieces, json];
