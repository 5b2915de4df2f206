import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseOptions } from '../../src/cli/command-line/parse.ts';
import { chooseSections, type Sections } from '../../src/cli/sections.ts';

function sections(...args: string[]): Sections {
  const command = parseOptions(args);
  assert.ok(command.kind === 'list');
  return chooseSections(command.settings);
}

/** A listing as a line: protocols, IP versions, then the other families. */
function shown(...args: string[]): string {
  const { inet, families, unix, legacyFamilies, groups, l2cap, rfcomm } = sections(...args);
  const ip = inet.length > 0 ? [`${inet.join(',')}/${families.join(',')}`] : [];
  const kinds = { groups, unix, l2cap, rfcomm };
  const named = (...names: (keyof typeof kinds)[]) => names.filter((name) => kinds[name]);
  return [...ip, ...named('groups', 'unix'), ...legacyFamilies, ...named('l2cap', 'rfcomm')].join(' ');
}

const ALL = 'tcp,sctp,udp,udplite,raw';
const BOTH = 'inet,inet6';
const EVERYTHING = `${ALL}/${BOTH} unix ipx ax25 x25 netrom rose`;

describe('chooseSections', () => {
  for (const [line, expected] of [
    ['', EVERYTHING],
    ['-a', EVERYTHING],
    ['-l -n -e -p -o', EVERYTHING],
    ['-A ash', EVERYTHING],
    ['--ddp', EVERYTHING],
    ['-A econet,appletalk', EVERYTHING],
    ['-t', `tcp/${BOTH}`],
    ['-ut', `tcp,udp/${BOTH}`],
    ['-w -U -S', `sctp,udplite,raw/${BOTH}`],
    ['-4', `${ALL}/inet`],
    ['-6', `${ALL}/inet6`],
    ['-46', `${ALL}/${BOTH}`],
    ['-64', `${ALL}/${BOTH}`],
    ['--inet', `${ALL}/inet`],
    ['-A inet6', `${ALL}/inet6`],
    ['-A ip6,inet', `${ALL}/${BOTH}`],
    ['-4t', 'tcp/inet'],
    ['-6u', 'udp/inet6'],
    ['-46tw', `tcp,raw/${BOTH}`],
    ['-x', 'unix'],
    ['-A unix', 'unix'],
    ['-x -4', `${ALL}/inet unix`],
    ['-tx', `tcp/${BOTH} unix`],
    ['-t -6 -x', 'tcp/inet6 unix'],
    ['-A ipx', 'ipx'],
    ['-A rose,ax25', 'ax25 rose'],
    ['-A x25 -t', `tcp/${BOTH} x25`],
    ['-A inet,ash', `${ALL}/inet`],
    ['-A bluetooth', 'l2cap rfcomm'],
    ['-2 -x', 'unix l2cap'],
    ['-f', 'rfcomm'],
    ['-g', 'groups'],
    ['-gx', 'groups unix'],
    ['-g4', `${ALL}/inet groups`],
  ] as const) {
    it(`shows ${expected} for ${line || 'no option'}`, () => {
      assert.equal(shown(...line.split(' ').filter(Boolean)), expected);
    });
  }

  it('makes what the kernel lacks a failure only where something was named, and says nothing of it for a family', () => {
    const named = (...args: string[]) => {
      const { inetByFamily, named } = sections(...args);
      return [inetByFamily, named];
    };
    assert.deepEqual(named(), [false, false]);
    assert.deepEqual(named('-A', 'ash'), [false, false]);
    assert.deepEqual(named('-4'), [true, true]);
    assert.deepEqual(named('-t'), [false, true]);
    assert.deepEqual(named('-4', '-t'), [false, true]);
    assert.deepEqual(named('-4', '-x'), [true, true]);
    assert.deepEqual(named('-g'), [false, true]);
    assert.deepEqual(named('-x'), [false, true]);
  });
});
