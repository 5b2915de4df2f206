import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { DOCUMENTS } from '../../../scripts/docs/documents.ts';
import { fillTemplate } from '../../../scripts/docs/template.ts';
import { packageFile } from '../../../src/package-root.ts';

describe('DOCUMENTS', () => {
  for (const [path, make] of Object.entries(DOCUMENTS)) {
    const kept = readFileSync(packageFile(path), 'utf8');

    it(`has ${path} as the option table makes it: else npm run docs makes it again`, () => assert.equal(kept, make()));

    it(`leaves no blanks at the ends of lines of ${path}, and one newline at its end`, () => {
      assert.doesNotMatch(kept, /[ \t]$/m);
      assert.match(kept, /[^\n]\n$/);
    });

    it(`keeps ${path} in ASCII, which every terminal and formatter reads`, () => assert.match(kept, /^[\n -~]*$/));
  }
});

describe('fillTemplate', () => {
  it('throws for a text without a place and for a place without a text', () => {
    assert.throws(() => fillTemplate('sockdiag.8.in', { nonsense: '' }), /sockdiag\.8\.in: no text for @synopsis@/);
    const texts = {
      synopsis: '',
      options: '',
      families: '',
      ignored: '',
      eventsoptions: '',
      eventsexamples: '',
      lsoptions: '',
      lsexamples: '',
      whooptions: '',
      whoexamples: '',
      completionexamples: '',
      nonsense: '',
    };
    assert.throws(() => fillTemplate('sockdiag.8.in', texts), /sockdiag\.8\.in: has no place for nonsense/);
  });
});
