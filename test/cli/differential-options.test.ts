import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { has } from '../support/command.ts';
import { Bench } from '../support/differential.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

/** Command lines that end before anything is listed, by netstat's exit code. */
const ENDINGS: readonly [code: number, lines: readonly (readonly string[])[]][] = [
  [
    3,
    [
      ...[['-Q'], ['-tQ'], ['-Qt'], ['-t', '-3'], ['--foo'], ['--foo=bar'], ['--tcp=x'], ['--raw=5'], ['--numeric=']],
      ...[['--nume'], ['--numeric-'], ['--r'], ['--s'], ['--u'], ['--l'], ['-A'], ['-tA'], ['--protocol'], ['--prot']],
      ...[['-?'], ['-t?'], ['-ri'], ['-rr'], ['-is'], ['-sM'], ['-r', '--interfaces']],
    ],
  ],
  [
    1,
    [
      ['-A', 'foo'],
      ['-A', 'inet,foo'],
      ['-A', ''],
      ['-A', 'inet,'],
      ['-A', 'INET'],
      ['-A', 'inet6 '],
      ['-tA', 'x'],
    ],
  ],
  [1, [['-Z'], ['-Zt'], ['-tZ'], ['--context'], ['-Z', '--foo'], ['-Z', '-A', 'foo'], ['-A', 'foo', '-Z']]],
  [1, [['-S'], ['-St'], ['-Sx'], ['-A', 'ipx'], ['--rose'], ['--bluetooth'], ['-2'], ['-xf']]],
  [0, [['--'], ['-tn', 'word'], ['-'], ['']]],
];

const skip = skipUnless(!namespaceMissing && has('netstat'), namespaceMissing ?? 'no netstat to compare with');

describe('options that end the run', { skip }, () => {
  const bench = new Bench();
  after(() => bench.end());

  for (const [code, lines] of ENDINGS) {
    for (const args of lines) {
      it(`ends as netstat ends, with ${code}: ${JSON.stringify(args.join(' '))}`, () => {
        const { netstat } = bench.assertSame(args, [{}]);
        assert.equal(netstat.code, code);
      });
    }
  }
});

// What netstat has no say in.
describe('options netstat does not have', { skip }, () => {
  const bench = new Bench();
  after(() => bench.end());

  it('prefers netstat’s meaning of an abbreviation to its own options', () => {
    // --in is --interfaces or --inet to netstat; --interval comes only where netstat has nothing.
    for (const args of [['--in'], ['--inte'], ['--pro'], ['--s']]) {
      const [netstat, ours] = [bench.run('netstat', args), bench.run('sockdiag', args)];
      const firstLine = (text: string) => text.split('\n')[0]?.replace(/^\w+: /, '');
      if (netstat.code === 3) assert.equal(firstLine(ours.stderr), firstLine(netstat.stderr), args.join(' '));
      else assert.doesNotMatch(ours.stderr, /--interval|--source|--procfs/, args.join(' '));
    }
  });
});
