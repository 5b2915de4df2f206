import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { resultsFolder, writeResult } from '../../bench/results.ts';

describe('a result file', () => {
  it('holds what was written, with each run in a line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sockdiag-results-'));
    try {
      const file = join(folder, 'new', 'result.json');
      const result = {
        runs: [
          { wall: 1.5, rows: { sockets: 3, owned: 2 } },
          { wall: 2, stopped: true },
        ],
        text: 'braces {\n "and": "lines" } and {  spaces  }, [ ] too',
        none: [],
        empty: {},
      };
      writeResult(file, result);
      const text = readFileSync(file, 'utf8');
      assert.deepEqual(JSON.parse(text), result);
      assert.match(text, /\{ "wall": 2, "stopped": true \}/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('of a run that left something out is not where complete ones are', () => {
    assert.match(resultsFolder(true), /bench\/results\/$/);
    assert.match(resultsFolder(false), /bench\/results\/local\/$/);
  });
});
