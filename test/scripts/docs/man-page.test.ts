import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { manPage } from '../../../scripts/docs/man-page.ts';
import { parseOptions } from '../../../src/cli/command-line/parse.ts';
import { commandIn } from '../../../src/cli/commands.ts';
import { packageFile } from '../../../src/package-root.ts';
import { STATES, TIMERS } from '../../../src/uapi/sockets.ts';
import { has } from '../../support/command.ts';
import { EVERY_OPTION, missingOptions, SHOWN, unknownOptions } from '../../support/documented-options.ts';
import { skipUnless } from '../../support/skip.ts';

const PAGE = packageFile('man/sockdiag.8');
const SECTIONS = [
  'NAME',
  'SYNOPSIS',
  'DESCRIPTION',
  'OPTIONS',
  'OUTPUT',
  'LS',
  'EVENTS',
  'WHO',
  'FILTERS',
  'COMPLETION',
  'ENVIRONMENT',
  'FILES',
  'EXIT STATUS',
  'DIFFERENCES FROM NETSTAT',
  'EXAMPLES',
  'DIAGNOSTICS',
  'SEE ALSO',
];

const text = manPage();
/** Every flag of the page, as it is typed. */
const flags = [...text.matchAll(/\bFl (\( )?([\w\\-]+)/g)].map(([, , name]) => `-${name?.replaceAll('\\-', '-')}`);

describe('manPage', () => {
  it('has the sections of a man page, and those of this one', () => {
    assert.deepEqual(
      [...text.matchAll(/^\.Sh (.*)$/gm)].map(([, title]) => title),
      SECTIONS,
    );
  });

  it('has one item for every option of the help, with all its names', () => {
    const items = text.split('\n').filter((line) => line.startsWith('.It Fl '));
    const names = items.map((line) =>
      [...line.matchAll(/Fl (\S+)/g)].map(([, name]) => `-${name?.replaceAll('\\-', '-')}`),
    );
    const wanted = SHOWN.map(({ short, long }) => [...(short ? [`-${short}`] : []), `--${long}`]);
    assert.deepEqual(names.sort(), wanted.sort());
  });

  it('names every option there is, and none that is not', () => {
    const names = new Set(flags);
    assert.deepEqual(missingOptions(names), []);
    for (const { short, long, help } of EVERY_OPTION) {
      if (short === '?') continue;
      assert.ok(names.has(`-${short}`) || names.has(`--${long}`), help ?? short);
    }
    assert.deepEqual(unknownOptions(names), ['--option']);
  });

  it('has notes for options of the help alone', () => {
    const noted = EVERY_OPTION.filter(({ note }) => note !== undefined);
    assert.ok(noted.length >= 20);
    for (const option of noted) assert.ok(SHOWN.includes(option), option.long);
  });

  it('shows examples the command takes', () => {
    const examples = [...text.matchAll(/^\.Dl [#$] sockdiag (.*)$/gm)].map(([, line]) => (line as string).split(' '));
    assert.ok(examples.length >= 6);
    for (const words of examples) {
      assert.equal(parseOptions(words).kind, commandIn(words) ?? 'list', words.join(' '));
      const options = words.filter((word) => word.startsWith('-')).map((word) => word.replace(/=.*/, ''));
      assert.deepEqual(unknownOptions(options), []);
    }
  });

  it('says what every state and every timer is', () => {
    for (const state of STATES) assert.match(text, new RegExp(`^\\.It ${state}$`, 'm'));
    for (const timer of TIMERS) assert.match(text, new RegExp(`^\\.Cm ${timer}\\b`, 'm'));
  });
});

describe('the letters of flags', () => {
  /** A part of the page, from its title to the next one. */
  const part = (title: string) => text.split(/^\.S[sh] /m).find((body) => body.startsWith(`${title}\n`)) ?? '';
  const lettersIn = (title: string) =>
    new Set([...part(title).matchAll(/^\.Cm (?:\\&)?(\S)$/gm)].map(([, letter]) => letter));

  it('of routes are explained, every one', () => {
    assert.deepEqual([...lettersIn('Routes')].sort(), [...'!UGHRDMdacoefpluwinACm'].sort());
  });

  it('of interfaces are explained, every one', () => {
    assert.deepEqual([...lettersIn('Interfaces')].sort(), [...'ABDLMdPNOsmRU'].sort());
  });
});

describe('the man page', () => {
  it('is formatted by man at 80 columns without a warning', {
    skip: skipUnless(has('man'), 'man is not installed'),
  }, () => {
    const env = { ...process.env, MANWIDTH: '80', LC_ALL: 'C.UTF-8', MANPAGER: 'cat' };
    const { status, stdout, stderr } = spawnSync('man', ['--warnings', '-l', PAGE], { encoding: 'utf8', env });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    const lines = stdout.split('\n');
    for (const line of lines) assert.ok([...line].length <= 80, line);
    for (const title of SECTIONS) assert.ok(lines.includes(title), title);
    assert.ok(lines.includes('     -A LIST, --protocol=LIST'));
  });

  it('has nothing mandoc warns of', { skip: skipUnless(has('mandoc'), 'mandoc is not installed') }, () => {
    const { stdout, stderr } = spawnSync('mandoc', ['-Tlint', '-Wwarning', PAGE], { encoding: 'utf8' });
    assert.deepEqual({ stdout, stderr }, { stdout: '', stderr: '' });
  });
});
