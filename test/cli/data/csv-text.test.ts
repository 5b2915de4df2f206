import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { csvText } from '../../../src/cli/data/csv-text.ts';
import { parseCsv } from '../../support/csv.ts';

const RUN_BY_SPREADSHEETS = ['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠x', "'x"];

describe('csvText', () => {
  it('puts a single quote before what a spreadsheet may run, and before that quote itself', () => {
    for (const text of RUN_BY_SPREADSHEETS) assert.deepEqual(parseCsv(`${csvText(text)}\r\n`), [[`'${text}`]]);
  });

  it('leaves all else as it is, with quotes around it where it must have them', () => {
    for (const text of ['a', ' =', 'a=1', 'a,b', 'a"b', '"', 'a\nb', 'ä', '日本', ''])
      assert.deepEqual(parseCsv(`${csvText(text)}\r\n`), [[text]]);
  });
});
