import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Cut, fittedWidths, naturalWidths } from '../../../src/cli/ls/layout.ts';
import type { Page } from '../../../src/cli/ls/page.ts';
import { TableWriter } from '../../../src/cli/ls/table-writer.ts';
import { LineWriter } from '../../../src/cli/output/line-writer.ts';

function pageOf(rows: readonly (readonly string[])[], styles?: readonly number[]): Page {
  const texts = rows.flat().map((text) => Buffer.from(text));
  let end = 0;
  const ends = Uint32Array.from(texts, ({ length }) => {
    end += length;
    return end;
  });
  const bytes = new Uint8Array(Buffer.concat(texts));
  const isAscii = bytes.every((byte) => byte < 0x80);
  return { rows: rows.length, bytes, ends, styles: styles && Uint8Array.from(styles), isAscii };
}

function written(
  page: Page,
  columns: readonly { heading: string; width: number; right?: true; isEnd?: true }[],
  cuts = true,
): string {
  let text = '';
  const out = new LineWriter((bytes) => {
    text += Buffer.from(bytes).toString('utf8');
  });
  const whole = columns.map((column) => ({ right: false, isEnd: false, ...column }));
  const writer = new TableWriter(out, whole, cuts);
  writer.heading();
  writer.page(page);
  out.flush();
  return text;
}

describe('naturalWidths', () => {
  it('are those of the widest cells, or of headings', () => {
    assert.deepEqual(naturalWidths([pageOf([['a', '12345']]), pageOf([['abc', '1']])], ['X', 'LONGER']), [3, 6]);
  });

  it('count what a terminal shows of a text, not its bytes', () => {
    assert.deepEqual(naturalWidths([pageOf([['日本', 'Zoe\u0308', 'ascii']])], ['', '', '']), [4, 3, 5]);
  });
});

describe('fittedWidths', () => {
  const fitted = (widths: readonly number[], cuts: readonly Cut[], room: number) => fittedWidths(widths, cuts, room);

  it('are the natural ones where these fit, to the last column', () => {
    assert.deepEqual(fitted([5, 10], [undefined, 'text'], 16), [5, 10]);
  });

  it('take from texts before they take from addresses, and never from numbers', () => {
    assert.deepEqual(fitted([6, 21, 20], [undefined, 'end', 'text'], 40), [6, 21, 11]);
    assert.deepEqual(fitted([6, 21, 20], [undefined, 'end', 'text'], 32), [6, 15, 9]);
  });

  it('take most from what is widest', () => {
    assert.deepEqual(fitted([40, 20], ['end', 'end'], 31), [15, 15]);
  });

  it('are the natural ones where nothing makes a line fit', () => {
    assert.deepEqual(fitted([30, 21], [undefined, 'end'], 35), [30, 21]);
  });
});

describe('TableWriter', () => {
  it('stands numbers at the right, and has no blanks at the end of a line, whether or not something is cut', () => {
    const page = pageOf([
      ['tcp', '7', 'x'],
      ['udp6', '123', 'nginx'],
    ]);
    const columns = [
      { heading: 'PROTO', width: 5 },
      { heading: 'Q', width: 4, right: true },
      { heading: 'NAME', width: 9 },
    ] as const;
    const text = 'PROTO    Q NAME\ntcp      7 x\nudp6   123 nginx\n';
    assert.deepEqual(
      [true, false].map((cuts) => written(page, columns, cuts)),
      [text, text],
    );
  });

  it('cuts a text to its column, with an ellipsis, and an address but for its port', () => {
    const text = written(
      pageOf([
        ['postgres', '192.168.100.200:443'],
        ['日本語日本語', '[2001:db8::1]:65535'],
      ]),
      [
        { heading: 'P', width: 6 },
        { heading: 'LOCAL', width: 12, isEnd: true },
      ],
    );
    assert.equal(text, 'P      LOCAL\npostg… 192.168…:443\n日本…  [2001…:65535\n');
  });

  it('puts colours around a text, and none around its blanks', () => {
    const text = written(
      pageOf(
        [
          ['LISTEN', '9'],
          ['x', '10'],
        ],
        [36, 31, 0, 0],
      ),
      [
        { heading: 'STATE', width: 8 },
        { heading: 'Q', width: 3, right: true },
      ],
    );
    assert.equal(text, 'STATE      Q\n\x1b[36mLISTEN\x1b[0m     \x1b[31m9\x1b[0m\nx         10\n');
  });
});
