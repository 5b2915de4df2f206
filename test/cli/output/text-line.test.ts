import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LineWriter } from '../../../src/cli/output/line-writer.ts';
import { writeTextLine } from '../../../src/cli/output/text-line.ts';

function written(terminal: boolean, ...lines: string[]): string {
  let text = '';
  const out = new LineWriter((bytes) => {
    text += Buffer.from(bytes).toString('latin1');
  }, terminal);
  for (const line of lines) writeTextLine(out, line);
  out.flush();
  return text;
}

describe('writeTextLine', () => {
  it('writes each byte as it is', () => {
    assert.equal(written(false, 'a \x1b[31m', '', '\xff'), 'a \x1b[31m\n\n\xff\n');
  });

  it('sends no control byte to a terminal', () => {
    assert.equal(written(true, 'a \x1b[31m\x07', 'b'), 'a ?[31m?\nb\n');
  });
});
