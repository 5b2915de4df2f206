import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { displayWidth, textBeginning } from '../../../src/cli/output/display-width.ts';

describe('displayWidth', () => {
  for (const [text, width] of [
    ['', 0],
    ['nginx', 5],
    ['Zoë', 3],
    ['Zoe\u0308', 3],
    ['日本', 4],
    ['한국', 4],
    ['ｆｕｌｌ', 8],
    ['ﾊﾝ', 2],
    ['🦊', 2],
    ['😀a', 3],
    ['☎', 1],
    ['…', 1],
    ['привет', 6],
    ['नि', 2],
  ] as const) {
    it(`of '${text}' is ${width}`, () => assert.equal(displayWidth(text), width));
  }
});

describe('textBeginning', () => {
  it('is as much as there is room for, and no half of a wide character', () => {
    assert.equal(textBeginning('nginx', 3), 'ngi');
    assert.equal(textBeginning('日本語', 4), '日本');
    assert.equal(textBeginning('日本語', 5), '日本');
    assert.equal(textBeginning('nginx', 9), 'nginx');
    assert.equal(textBeginning('nginx', 0), '');
    assert.equal(textBeginning('nginx', -1), '');
  });

  it('has what is drawn over its last character', () => {
    assert.equal(textBeginning('Zoe\u0308x', 3), 'Zoe\u0308');
  });
});
