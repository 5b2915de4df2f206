import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { helpText } from '../../src/cli/help.ts';
import { OPTIONS } from '../../src/cli/options.ts';

describe('helpText', () => {
  const lines = helpText().split('\n');
  const isHelpOf = (line: string, name: string) => line.startsWith('  ') && line.split(/[\s,]+/).includes(name);

  for (const { short, long, argument, help, hidden } of OPTIONS) {
    const name = long ? `--${long}` : `-${short}`;
    if (hidden) {
      // Another entry of the same name may be the one that is shown.
      if (OPTIONS.some((option) => option.long === long && !option.hidden)) continue;
      it(`leaves ${name} out`, () => assert.ok(!lines.some((line) => isHelpOf(line, name))));
      continue;
    }
    it(`has one line for ${name}`, () => {
      const [line, ...others] = lines.filter((text) => isHelpOf(text, name));
      assert.ok(line);
      assert.deepEqual(others, []);
      assert.ok(help && line.endsWith(` ${help}`), 'it says what the option does');
      if (short) assert.ok(line.startsWith(`  -${short}, `));
      if (argument) assert.ok(line.includes(`${name} ${argument} `));
    });
  }

  it('fits a terminal of 100 columns and ends in one newline', () => {
    for (const line of lines) assert.ok(line.length <= 100, line);
    assert.match(helpText(), /[^\n]\n$/);
  });
});

describe('OPTIONS', () => {
  it('has no name twice, but for --unix, which netstat lists twice among its candidates', () => {
    const names = OPTIONS.flatMap(({ short, long }) => [
      ...(short ? [`-${short}`] : []),
      ...(long ? [`--${long}`] : []),
    ]);
    assert.deepEqual(
      names.filter((name, i) => names.indexOf(name) !== i),
      ['--unix'],
    );
  });

  it('has a short name of one character everywhere', () => {
    for (const { short } of OPTIONS) assert.equal(short?.length ?? 1, 1);
  });
});
