import assert from 'node:assert/strict';
import { endianness } from 'node:os';
import { describe, it } from 'node:test';
import { type Group, toGroup } from '../../../src/groups/group.ts';
import { GroupRecord } from '../../../src/groups/group-record.ts';
import { type ParseGroups, parseIgmp, parseIgmp6 } from '../../../src/groups/procfs/net-igmp.ts';
import { skipUnless } from '../../support/skip.ts';

const little = skipUnless(endianness() === 'LE', 'the words are of a little-endian machine');
const IGMP = 'Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n4\teth0      :     2      V3\n';
const GROUP = '\t\t\t\t010000E0     3 1:00000064\t\t1';
const GROUP6 = '4    eth0            ff020000000000000000000000000001     3 00000003 100';

const WHOLE: Partial<Group> = { interfaceIndex: 4, users: 3, expires: 1000, reporter: true };
const WIDE = ['4294967296', '4294967297', '18446744073709551617', '-2147483649', '1'.repeat(30)];

function read(parse: ParseGroups, text: string): { groups: Group[]; counts: number[] } {
  const record = new GroupRecord();
  const groups: Group[] = [];
  const { badLines, incomplete, bare } = parse(Buffer.from(text), record, () => groups.push(toGroup(record)));
  return { groups, counts: [groups.length, badLines.length, incomplete + bare] };
}

const hex = (number: string) => BigInt(number).toString(16);

/** What becomes unknown when the first text of a line is a wide number. */
const COLUMNS: readonly [
  parse: ParseGroups,
  text: string,
  number: RegExp,
  wide: typeof hex,
  unknown: Partial<Group>,
][] = [
  [parseIgmp, `${IGMP}${GROUP}\n`, /4(?=\teth0)/, String, { interfaceIndex: null }],
  [parseIgmp, `${IGMP}${GROUP}\n`, /3(?= 1:)/, String, { users: null }],
  [parseIgmp, `${IGMP}${GROUP}\n`, /1(?=:0)/, String, { expires: null }],
  [parseIgmp, `${IGMP}${GROUP}\n`, /00000064/, hex, { expires: null }],
  [parseIgmp, `${IGMP}${GROUP}\n`, /1(?=\n$)/, String, { reporter: null }],
  [parseIgmp6, `${GROUP6}\n`, /4(?= {4}eth0)/, String, { interfaceIndex: null }],
  [parseIgmp6, `${GROUP6}\n`, /3(?= 0)/, String, { users: null }],
  [parseIgmp6, `${GROUP6}\n`, /00000003/, hex, { flags: null, expires: null, reporter: null }],
  [parseIgmp6, `${GROUP6}\n`, /100(?=\n)/, String, { expires: null }],
];

describe('a number of a group that does not fit its field', { skip: little }, () => {
  for (const [parse, text, number, wide, unknown] of COLUMNS) {
    it(`is unknown and counted, and the group stays: ${number} of ${parse.name}()`, () => {
      for (const digits of WIDE) {
        // A timer of the past is printed with its sign.
        if (digits.startsWith('-') && number.source.startsWith('100')) continue;
        const { groups, counts } = read(parse, text.replace(number, wide(digits)));
        assert.deepEqual(counts, [1, 0, 1], digits);
        const expected = { ...read(parse, text).groups[0], ...unknown };
        assert.deepEqual(groups, [expected], digits);
      }
    });
  }

  it('is no other number where it fits', () => {
    for (const [parse, text] of COLUMNS) {
      const { groups, counts } = read(parse, text);
      assert.deepEqual(counts, [1, 0, 0]);
      for (const [field, value] of Object.entries(WHOLE)) assert.equal(groups[0]?.[field as keyof Group], value);
    }
  });
});

describe('an interface behind which there is none of its groups', { skip: little }, () => {
  const device = (count: string, name = 'eth1') => `5\t${name}      :     ${count}      V3\n`;

  it('is counted, at the end of the file and before another one', () => {
    for (const [text, counts] of [
      [IGMP, [0, 0, 1]],
      [IGMP.trimEnd(), [0, 0, 1]],
      [`${IGMP}${device('1')}`, [0, 0, 2]],
      [`${IGMP}${device('1')}${GROUP}\n`, [1, 0, 1]],
      [`${IGMP}${GROUP}\n${device('3')}`, [1, 0, 1]],
      [`${IGMP}${GROUP}\n${device('4294967297')}`, [1, 0, 1]],
      [`${IGMP}${GROUP}\n${device('1')}${device('1', 'eth2')}${GROUP}\n`, [2, 0, 1]],
      [`${IGMP}${GROUP}\n${device('1')}x\n`, [1, 1, 1]],
    ] as const) {
      assert.deepEqual(read(parseIgmp, text).counts, counts, text);
    }
  });

  it('is not counted where it has none, as old kernels list it, and where a line that could not be read follows as a group', () => {
    for (const [text, counts] of [
      [`${IGMP}${GROUP}\n${device('0')}`, [1, 0, 0]],
      [`${IGMP}${GROUP}\n${device('0')}${device('1', 'eth2')}${GROUP}\n`, [2, 0, 0]],
      [`${IGMP}\t\t\t\tx\n`, [0, 1, 0]],
      [`${IGMP}${GROUP}\n${device('x')}`, [1, 1, 0]],
    ] as const) {
      assert.deepEqual(read(parseIgmp, text).counts, counts, text);
    }
  });
});

describe('the last group of a file that ends within a line', { skip: little }, () => {
  it('has no number that may be cut short, and is counted from the first digit of its users on', () => {
    for (const [parse, head, line] of [
      [parseIgmp, IGMP, GROUP],
      [parseIgmp6, '', GROUP6],
    ] as const) {
      const users = line.indexOf('     3') + 6;
      for (let length = 1; length <= line.length; length++) {
        const { groups, counts } = read(parse, `${head}${line.slice(0, length)}`);
        assert.deepEqual(counts, length < users ? [0, 1, 0] : [1, 0, 1], line.slice(0, length));
        for (const [field, value] of Object.entries(WHOLE)) {
          const said = groups[0]?.[field as keyof Group];
          assert.ok(
            said === undefined || said === null || said === value,
            `${field} is ${said} of ${line.slice(0, length)}`,
          );
        }
      }
    }
  });
});
