import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LineSplitter, type SplitLine } from '../../src/recording/line-splitter.ts';

function split(bytes: Uint8Array, size: number, most?: number): SplitLine[] {
  const splitter = new LineSplitter(most);
  const lines: SplitLine[] = [];
  for (let at = 0; at < bytes.length; at += size) lines.push(...splitter.split(bytes.subarray(at, at + size)));
  return [...lines, ...splitter.rest()];
}

describe('LineSplitter', () => {
  const text = 'one\n\nthrée €\nlast';
  const lines = [
    { number: 1, text: 'one', ended: true },
    { number: 2, text: '', ended: true },
    { number: 3, text: 'thrée €', ended: true },
    { number: 4, text: 'last', ended: false },
  ];

  it('makes the same lines of the same bytes, wherever they are cut', () => {
    const bytes = Buffer.from(text);
    for (let size = 1; size <= bytes.length; size++) assert.deepEqual(split(bytes, size), lines, `${size}`);
  });

  it('has no line behind the last newline', () => {
    assert.deepEqual(split(Buffer.from('one\n'), 2), lines.slice(0, 1));
    assert.deepEqual(split(Buffer.from(''), 1), []);
  });

  it('goes on behind a line that is too long, and keeps nothing of it', () => {
    const bytes = Buffer.from(`${'x'.repeat(100)}\n1234\n12345\n${'y'.repeat(9)}`);
    for (const size of [1, 3, 200]) {
      assert.deepEqual(split(bytes, size, 4), [
        { number: 1, text: undefined, ended: true },
        { number: 2, text: '1234', ended: true },
        { number: 3, text: undefined, ended: true },
        { number: 4, text: undefined, ended: false },
      ]);
    }
  });

  it('holds of a line in pieces of one byte little more than its bytes, and takes linear time', () => {
    const splitter = new LineSplitter();
    const bytes = new Uint8Array(3_000_000).fill(0x78);
    const before = process.memoryUsage();
    for (let at = 0; at < bytes.length; at++) for (const _ of splitter.split(bytes.subarray(at, at + 1))) assert.fail();
    const { arrayBuffers } = process.memoryUsage();
    assert.equal(splitter.pending, bytes.length);
    assert.ok(arrayBuffers - before.arrayBuffers < 64e6, `${arrayBuffers - before.arrayBuffers} bytes`);
    assert.deepEqual(
      Array.from(splitter.split(Buffer.from('\n')), ({ text }) => text?.length),
      [bytes.length],
    );
  });

  it('keeps a byte order mark at the beginning of a line', () => {
    assert.deepEqual(
      split(Buffer.from('\ufeffone\n\ufefftwo'), 1).map(({ text }) => text),
      ['\ufeffone', '\ufefftwo'],
    );
  });
});
