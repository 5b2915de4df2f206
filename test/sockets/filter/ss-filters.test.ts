import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFilter } from '../../../src/sockets/filter/parse.ts';
import { has, run } from '../../support/command.ts';
import { expressionText } from '../../support/expression-text.ts';
import { skipUnless } from '../../support/skip.ts';
import { SS_FILTERS } from '../../support/ss-filters.ts';

describe("ss's filters", () => {
  it('are more than 150 and all different', () => {
    assert.ok(SS_FILTERS.length > 150);
    assert.equal(new Set(SS_FILTERS.map(([text]) => text)).size, SS_FILTERS.length);
  });

  it('mean what they mean to ss', () => {
    for (const [text, meaning] of SS_FILTERS) assert.equal(expressionText(parseFilter(text)), meaning, text);
  });

  it('are taken by ss', { skip: skipUnless(has('ss'), 'no ss') }, () => {
    for (const [text] of SS_FILTERS) {
      const { code, stderr } = run('ss', ['-Htan', ...text.split(' ')]);
      assert.deepEqual([code, stderr], [0, ''], text);
    }
  });
});
