import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matchesGlob } from '../../../src/sockets/filter/glob.ts';

const MATCHES: readonly (readonly [glob: string, matching: readonly string[], others: readonly string[]])[] = [
  ['', [''], ['a']],
  ['*', ['', 'a', '/a/b'], []],
  ['a*c', ['ac', 'abc', 'a/c/c'], ['ab', 'acb', '']],
  ['*a*b*', ['ab', 'xaybz'], ['ba']],
  ['a?c', ['abc', 'a/c'], ['ac', 'abbc']],
  ['[a-c]x', ['ax', 'cx'], ['dx', 'x']],
  ['[!a-c]x', ['dx'], ['ax']],
  ['[^a-c]x', ['dx'], ['ax']],
  ['[]a]', [']', 'a'], ['b']],
  ['[!]a]', ['b'], [']', 'a']],
  ['[a-]', ['a', '-'], ['b']],
  ['[\\]]', [']'], ['\\']],
  ['a[b', ['a[b'], ['ab']],
  ['\\*', ['*'], ['a', '\\*']],
  ['a\\', ['a\\'], ['a']],
  ['\n*', ['\nx'], ['x']],
];

describe('a glob', () => {
  it('matches what fnmatch(3) matches', () => {
    for (const [glob, matching, others] of MATCHES) {
      for (const text of matching) assert.equal(matchesGlob(glob, text), true, `${glob} ${text}`);
      for (const text of others) assert.equal(matchesGlob(glob, text), false, `${glob} ${text}`);
    }
  });

  it('does not look at the case where it is told so', () => {
    assert.equal(matchesGlob('/RUN/[a-c]*', '/run/B', true), true);
    assert.equal(matchesGlob('/RUN/*', '/run/b'), false);
  });
});
