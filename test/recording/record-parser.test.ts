import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ChangeBatch, type ChangeJSON, toChangeJSON } from '../../src/index.ts';
import { jsonLine } from '../../src/recording/json-line.ts';
import { RecordParser } from '../../src/recording/record-parser.ts';
import { recordStart } from '../../src/recording/record-start.ts';
import { momentOf, SYSTEM_CLOCK } from '../../src/watch/changes/clock.ts';
import * as made from '../support/changes.ts';

const CHANGES = made.CHANGES.map(toChangeJSON);

const REPORT = { ends: { tcp: { source: 'kernel' } }, scan: {} } as never;
const START = recordStart({ protocols: ['tcp'], interval: 1000, owners: true }, REPORT, momentOf(SYSTEM_CLOCK));
const lineOf = (change: unknown) => `${jsonLine(change)}\n`;
const RECORD = START + CHANGES.map(lineOf).join('');

function parse(text: string | Uint8Array, size = Number.POSITIVE_INFINITY) {
  const parser = new RecordParser();
  const bytes = Buffer.from(text as string);
  const add = (batches: Iterable<ChangeBatch | undefined>) => {
    for (const batch of batches) changes.push(...(batch?.toJSON() ?? []));
  };
  const changes: ChangeJSON[] = [];
  for (let at = 0; at < bytes.length; at += size) add(parser.parse(bytes.subarray(at, at + size)));
  add(parser.end());
  const { broken, brokenLines, cutShort } = parser.report;
  return { changes, broken, brokenLines, cutShort, start: parser.start };
}

describe('RecordParser', () => {
  it('gives back every change, and how the record began', () => {
    const { changes, broken, cutShort, start } = parse(RECORD);
    assert.deepEqual({ changes, broken, cutShort }, { changes: CHANGES, broken: [], cutShort: null });
    assert.equal(`${jsonLine(start)}\n`, START);
    const { type, version, interval, query, report } = start as NonNullable<typeof start>;
    assert.deepEqual(
      { type, version, interval, query, report },
      {
        type: 'start',
        version: 2,
        interval: 1000,
        query: { protocols: ['tcp'], owners: true },
        report: { ends: { tcp: { source: 'kernel' } } },
      },
    );
  });

  it('takes no socket from a change that is of none, whatever is called so there', () => {
    const notices = CHANGES.filter(({ type }) => type === 'gap' || type === 'late');
    assert.ok(notices.length >= 2);
    for (const socket of ['', null, {}, CHANGES[0]]) {
      const text = START + notices.map((change) => lineOf({ ...change, socket, id: 1 })).join('');
      const { changes, broken } = parse(text);
      assert.deepEqual({ changes, broken }, { changes: notices, broken: [] });
    }
  });

  it('gives the same wherever the bytes are cut', () => {
    for (const size of [1, 2, 7, 100, 4096]) assert.deepEqual(parse(RECORD, size), parse(RECORD));
  });

  it('gives of a record that was cut anywhere all that is whole, and says which line is not', () => {
    const bytes = Buffer.from(RECORD);
    for (let length = 0; length < bytes.length; length++) {
      const text = bytes.subarray(0, length).toString();
      const lines = text.split('\n');
      const last = lines.pop() as string;
      // All but its newline is a line too.
      const whole = RECORD.startsWith(`${text}\n`) && last !== '';
      const changes = Math.max(0, lines.length - 1 + (whole && lines.length > 0 ? 1 : 0));
      const empty = lines.length === 0 && !whole;
      const cutShort = empty || (last !== '' && !whole) ? lines.length + 1 : null;
      const parsed = parse(text);
      assert.deepEqual(
        { changes: parsed.changes, broken: parsed.broken, cutShort: parsed.cutShort },
        { changes: CHANGES.slice(0, changes), broken: [], cutShort },
        `${length} bytes`,
      );
    }
  });

  it('passes over lines that are no change, counts all of them and names the first', () => {
    const { changes, broken, brokenLines, cutShort } = parse(`${START}nonsense\n${lineOf(CHANGES[0])}\n{}\n`);
    assert.deepEqual(
      { changes, broken, brokenLines, cutShort },
      { changes: [CHANGES[0]], broken: [2, 4, 5], brokenLines: 3, cutShort: null },
    );
    const many = parse(START + 'x\n'.repeat(1000));
    assert.equal(many.brokenLines, 1000);
    assert.deepEqual(many.broken, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('passes over bytes that are no text', () => {
    const bytes = Buffer.concat([
      Buffer.from(START),
      Buffer.from([0xff, 0, 0x80, 0x0a]),
      Buffer.from(lineOf(CHANGES[1])),
    ]);
    const { changes, broken } = parse(bytes);
    assert.deepEqual({ changes, broken }, { changes: [CHANGES[1]], broken: [2] });
  });

  it('goes on with a record behind another', () => {
    const { changes, broken } = parse(RECORD + RECORD);
    assert.deepEqual({ changes, broken }, { changes: [...CHANGES, ...CHANGES], broken: [] });
  });

  it('refuses what is no record, and a record of another version', () => {
    for (const text of [
      'x',
      'root:x:0:0\n',
      '\n',
      '{}\n',
      '{"type":"start"}\n',
      lineOf(CHANGES[0]),
      '[1]\nx',
      'null\n',
    ]) {
      assert.throws(() => parse(text), { name: 'SockdiagError', code: 'ERR_NOT_A_RECORD' }, text);
    }
    assert.throws(() => parse(START.replace('"version":2', '"version":3')), /version 3, where 1 or 2 is wanted/);
  });
});
