import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseOptions } from '../../../src/cli/command-line/parse.ts';
import { packageFile } from '../../../src/package-root.ts';
import { missingOptions, unknownOptions } from '../../support/documented-options.ts';

const README = readFileSync(packageFile('README.md'), 'utf8');
/** The chapter on the command. */
const SHELL = /^## From a shell\n([\s\S]*?)^## /m.exec(README)?.[1] ?? '';

/** The words of code in a text that look like options, without their arguments. */
function optionsIn(markdown: string): Set<string> {
  const code = [...markdown.matchAll(/`([^`\n]+)`/g)].map(([, words]) => words as string);
  // A command of its own, as `ss -tanp`, is not ours.
  const ours = code.filter((words) => /^(-|sockdiag )/.test(words));
  const words = ours.flatMap((span) => span.split(/[\s|,\\]+/));
  return new Set(words.filter((word) => /^-./.test(word)).map((word) => word.replace(/=.*/, '')));
}

describe('README', () => {
  it('names every option of the help in the chapter on the command', () => {
    assert.deepEqual(missingOptions(optionsIn(SHELL)), []);
  });

  it('names no option there that the command does not take', () =>
    assert.deepEqual(unknownOptions(optionsIn(SHELL)), []));

  it('shows only command lines that the command takes', () => {
    const lines = [...README.matchAll(/(?:\bsockdiag|npm start --) (-[^`\n#]*?)(?= *(?:[`\n#]|$))/g)].map(
      ([, line]) => line as string,
    );
    assert.ok(lines.length >= 3, lines.join('\n'));
    for (const line of lines) {
      const words = line.split(/ +/);
      assert.ok(parseOptions(words).kind, line);
      assert.deepEqual(unknownOptions(words.filter((word) => word.startsWith('-'))), [], line);
    }
  });
});
