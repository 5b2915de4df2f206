import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toChangeJSON } from '../../src/index.ts';
import { jsonLine } from '../../src/recording/json-line.ts';
import { CHANGES } from '../support/changes.ts';
import { CODE_POINTS } from '../support/hostile.ts';

describe('jsonLine', () => {
  it('is one line of JSON that says the same', () => {
    for (const change of CHANGES) assert.equal(jsonLine(toChangeJSON(change)), JSON.stringify(toChangeJSON(change)));
  });

  it('has no control character, and loses none', () => {
    const path = Array.from({ length: 0x100 }, (_, code) => String.fromCharCode(code)).join('');
    const line = jsonLine({ path });
    assert.doesNotMatch(line, /\p{Cc}/u);
    assert.deepEqual(JSON.parse(line), { path });
  });

  it('turns no direction of writing at a terminal, and loses none', () => {
    const path = '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029xä';
    const line = jsonLine({ path });
    assert.doesNotMatch(line, /[\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
    assert.match(line, /xä/);
    assert.deepEqual(JSON.parse(line), { path });
  });

  it('hides nothing at a terminal, and loses nothing', () => {
    const path = CODE_POINTS.map((code) => String.fromCodePoint(code)).join('x');
    const line = jsonLine({ path });
    assert.match(line, /^[ -~]*$/);
    assert.deepEqual(JSON.parse(line), { path });
  });

  it('is the same of what was read from it', () => {
    const line = jsonLine({ path: '\u009b\ud800\n"\\', age: { atLeast: 0.1 + 0.2, atMost: null } });
    assert.equal(jsonLine(JSON.parse(line)), line);
  });
});
