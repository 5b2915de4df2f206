import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasNames } from '../../../src/sockets/filter/has-names.ts';
import { parseFilter } from '../../../src/sockets/filter/parse.ts';

describe('names that are to be looked up', () => {
  it('are found wherever they stand', () => {
    for (const text of [
      'user = root',
      'sport = 22 and not user = root',
      'dev lo or state listen',
      'owner-user ~ "^w"',
    ]) {
      assert.equal(hasNames(parseFilter(text)), true, text);
    }
  });

  it('are no numbers, addresses or words of the language', () => {
    for (const text of [
      'sport = 22 and not user = 0',
      'dst 10.0.0.0/8 or state listen',
      'process = nginx',
      'queue-full',
    ]) {
      assert.equal(hasNames(parseFilter(text)), false, text);
    }
  });
});
