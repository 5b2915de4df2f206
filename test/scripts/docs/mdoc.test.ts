import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mdocText, mdocWord } from '../../../scripts/docs/mdoc.ts';

describe('mdocText', () => {
  for (const [text, lines] of [
    ['Numbers for hosts.', ['Numbers for hosts.']],
    ['As -c.', ['As', '.Fl c .']],
    ['With -r: the cache', ['With', '.Fl r :', 'the cache']],
    ['Options (-t, --numeric-hosts) are', ['Options', '.Fl ( t ,', '.Fl \\-numeric\\-hosts )', 'are']],
    ['Another /proc (default: HOST_PROC).', ['Another', '.Pa /proc', '(default:', '.Ev HOST_PROC ).']],
    ['One. Two: Three. -x four', ['One.', 'Two:', 'Three.', '.Fl x', 'four']],
    ['UDP-Lite and 19 bytes', ['UDP-Lite and 19 bytes']],
    ["'a' and \\ .b", ["\\&'a' and \\e .b"]],
    ['.so x', ['\\&.so x']],
  ] as const) {
    it(`reads ${text}`, () => {
      const wanted = lines.map((line) => line.replace(/ \)\.$/, ' ) .'));
      assert.deepEqual(mdocText(text).split('\n'), wanted);
    });
  }

  it('keeps lines within 80 bytes', () => {
    const text = mdocText(`${'twelve bytes '.repeat(30)}end`);
    assert.equal(text.replaceAll('\n', ' '), `${'twelve bytes '.repeat(30)}end`);
    for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
  });
});

describe('mdocWord', () => {
  it('keeps hyphens what they are', () => assert.equal(mdocWord('--a-b'), '\\-\\-a\\-b'));
});
