import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { FilterError } from '../../src/sockets/filter/filter-error.ts';
import { parseFilter } from '../../src/sockets/filter/parse.ts';
import { STATE_WORDS } from '../../src/sockets/filter/state-words.ts';

const TEXT = readFileSync(packageFile('docs/filters.md'), 'utf8');
const section = (name: string) => TEXT.split(/^## /m).find((text) => text.startsWith(`${name}\n`)) ?? '';
const codeOf = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll('\\|', '|'));
/** The cells of a column of the tables. */
const cells = (text: string, column: number) =>
  [...text.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) => row.split(/(?<!\\)\|/)[column] ?? '');

describe('docs/filters.md', () => {
  it('quotes every example so that the shell hands it on as it is', () => {
    const lines = TEXT.split('\n').filter((line) => /^ {4}sockdiag ls /.test(line));
    assert.ok(lines.length > 8);
    for (const line of lines) {
      const { stdout } = spawnSync('sh', ['-c', line.trim().replace(/^sockdiag ls /, 'printf "%s\\n" ')], {
        encoding: 'utf8',
      });
      const words = stdout.trimEnd().split('\n');
      assert.equal(words.length, 1, line);
      assert.ok(line.includes(`'${words[0]}'`), line);
      parseFilter(words[0] as string);
    }
  });

  it('has only examples that are filters', () => {
    const fields = cells(section('Fields, operators, values'), 0)
      .flatMap(codeOf)
      .filter((code) => /^[\w-]+ \S|^(not )?v6only|queue-full/.test(code));
    const units = cells(section('Units'), 2).flatMap(codeOf);
    const states = codeOf(section('States').split('| word |')[0] as string).filter(
      (code) => /^state /.test(code) && !code.includes('WORD'),
    );
    assert.ok(fields.length > 25 && units.length > 3 && states.length > 4);
    for (const code of [...fields, ...units, ...states]) parseFilter(code);
  });

  it('has every word of states', () => {
    const words = new Set(codeOf(section('States')));
    assert.deepEqual(
      STATE_WORDS.filter((word) => !words.has(word)),
      [],
    );
  });

  it('says what is an error here and not in ss', () => {
    const table = section('Differences from ss')
      .split('\n\n')
      .find((part) => part.startsWith('|'));
    const wrong = cells(table ?? '', 0).flatMap(codeOf);
    const refused = wrong.filter((code) => !code.includes('...') && !code.startsWith('not '));
    assert.ok(refused.length > 5);
    for (const code of refused) assert.throws(() => parseFilter(code), FilterError, code);
  });

  it('shows an error as it is', () => {
    const [message = '', text = '', caret = ''] = section('Errors')
      .split('\n')
      .filter((line) => line.startsWith('    '));
    assert.throws(
      () => parseFilter(text.trim()),
      (error: FilterError) => {
        assert.equal(message, `    sockdiag: ${error.message}`);
        assert.deepEqual(
          [text, caret],
          error.caretLines().map((line) => `      ${line}`),
        );
        return true;
      },
    );
  });
});
