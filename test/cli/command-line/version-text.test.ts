import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { versionText } from '../../../src/cli/command-line/version-text.ts';
import { packageFile } from '../../../src/package-root.ts';

const { version, license } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as {
  version: string;
  license: string;
};

describe('versionText', () => {
  const lines = versionText().split('\n');

  it('has name and version alone in its first line', () => assert.equal(lines[0], `sockdiag ${version}`));

  it('names the netstat whose output it is', () => assert.match(lines[1] ?? '', /net-tools 2\.10$/));

  it('names every view, and how to ask for it', () => {
    const views = 'sockets, ls, events, interfaces (-i), routes (-r), masquerade (-M), statistics (-s), groups (-g)';
    assert.equal(lines[2], `Views: ${views}`);
  });

  it('names every family of which something is listed', () => {
    const families = 'inet, inet6, unix, ax25, x25, ipx, netrom, rose, ddp, bluetooth';
    assert.equal(lines[3], `Families: ${families}, where the kernel has them`);
  });

  it('names the licence, and ends there', () => assert.deepEqual(lines.slice(4), [`Licence: ${license}`, '']));
});
