import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { KNOWN_DIFFERENCES } from '../support/known-differences.ts';

const TEXT = readFileSync(packageFile('docs/sources.md'), 'utf8');
const section = (name: string) => TEXT.split(/^## /m).find((text) => text.startsWith(`${name}\n`)) ?? '';

describe('docs/sources.md', () => {
  it('names every field in which the tests let sockets from sock_diag and from /proc differ', () => {
    const fields = new Set(KNOWN_DIFFERENCES.flatMap(({ fields }) => fields));
    assert.ok(fields.size > 10);
    assert.deepEqual(
      [...fields].filter((field) => !section('Sockets').includes(`\`${field}\``)),
      [],
    );
  });

  it('has a section for each subject that has two sources, and names those that have one', () => {
    for (const name of ['Routes', 'Interfaces', 'Sockets', 'Translations']) assert.notEqual(section(name), '', name);
    for (const call of ['statistics', 'groups', 'legacySockets', 'legacyRoutes', 'bluetoothSockets']) {
      assert.ok(section('Only in /proc').includes(`\`${call}()\``), call);
    }
  });
});
