import assert from 'node:assert/strict';
import { endianness } from 'node:os';
import { describe, it } from 'node:test';
import { type Group, toGroup } from '../../../src/groups/group.ts';
import { GroupRecord } from '../../../src/groups/group-record.ts';
import { type ParseGroups, parseIgmp, parseIgmp6 } from '../../../src/groups/procfs/net-igmp.ts';
import { bounded, fixture, randomNumbers } from '../../support/fixtures.ts';
import { skipUnless } from '../../support/skip.ts';

const HEADING = 'Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n';
const DEVICE = '4\teth0      :     2      V3\n';
const GROUP = '\t\t\t\t010000E0     1 0:00000000\t\t0\n';
const GROUP6 = '4    eth0            ff020000000000000000000000000001     1 0000000C 0\n';

const bytes = (text: string) => Buffer.from(text, 'utf8');

interface ParsedGroups {
  groups: Group[];
  badLines: number[];
  incomplete: number;
}

function read(parse: ParseGroups, file: Uint8Array): ParsedGroups {
  const record = new GroupRecord();
  const groups: Group[] = [];
  const counts = parse(file, record, () => groups.push(toGroup(record)));
  return { groups, ...counts };
}

const shown = ({ groups }: ParsedGroups) =>
  groups.map(({ interface: name, users, address }) => `${name} ${users} ${address}`);
const parsed = (parse: ParseGroups, text: string): [string[], number[]] => {
  const result = read(parse, bytes(text));
  return [shown(result), result.badLines];
};

// Its words are in the byte order of the machine it was recorded on.
const little = skipUnless(endianness() === 'LE', 'the recorded file is of a little-endian machine');

describe('parseIgmp', { skip: little }, () => {
  it('has every group of a recorded file under its interface', () => {
    const { groups, badLines } = read(parseIgmp, fixture('proc/net/igmp'));
    assert.deepEqual(badLines, []);
    assert.deepEqual(
      groups.map(
        ({ interfaceIndex, interface: name, users, address }) => `${interfaceIndex} ${name} ${users} ${address}`,
      ),
      [
        ...['1 lo 1 239.1.2.3', '1 lo 1 224.0.0.1', '2 eth0 3 239.1.2.3', '2 eth0 1 224.0.0.1'],
        ...['3 uplink-of-15-by 2 239.1.2.3', '3 uplink-of-15-by 1 224.0.0.1', '4 a0 1 224.0.1.129'],
        ...['4 a0 5 239.1.2.3', '4 a0 1 224.0.0.1', '5 b0 4 239.1.2.3', '5 b0 1 224.0.0.1'],
      ],
    );
  });

  it('has an interface up to the last colon before the number, which its name may have too', () => {
    for (const [device, name] of [
      ['team0:1   :', 'team0:1'],
      ['team0:1234567:', 'team0:1234567'],
      ['eth0:     :', 'eth0:'],
      ['eth0:12345::', 'eth0:12345:'],
      [':         :', ':'],
    ] as const) {
      const file = `${HEADING}4\t${device}     1      V3\n${GROUP}`;
      assert.deepEqual(parsed(parseIgmp, file), [[`${name} 1 224.0.0.1`], []], device);
    }
    const nameless = `${HEADING}4\t:     1      V3\n${GROUP}`;
    assert.deepEqual(parsed(parseIgmp, nameless), [[], [1, 2]]);
    assert.deepEqual(parsed(parseIgmp6, GROUP6.replace('eth0', 'a:1:')), [['a:1: 1 ff02::1'], []]);
  });

  it('has every field in its place', () => {
    assert.deepEqual(
      read(parseIgmp, bytes(`${HEADING}12\twlan0     :     1      V2\n\t\t\t\t810100E0    10 1:000000C8\t\t1\n`))
        .groups,
      [
        {
          family: 'inet',
          interface: 'wlan0',
          interfaceIndex: 12,
          address: '224.0.1.129',
          users: 10,
          expires: 2000,
          reporter: true,
          igmp: 'V2',
          flags: null,
        },
      ],
    );
  });

  for (const [what, text, groups, badLines] of [
    ['nothing', '', [], []],
    ['a heading alone', HEADING, [], []],
    ['no heading', DEVICE + GROUP, ['eth0 1 224.0.0.1'], []],
    ['no line end', HEADING + DEVICE + GROUP.trimEnd(), ['eth0 1 224.0.0.1'], []],
    ['an interface without groups', HEADING + DEVICE + DEVICE + GROUP, ['eth0 1 224.0.0.1'], []],
    ['a name that is not ASCII', `${HEADING}4\tétage2    :     1      V3\n${GROUP}`, ['étage2 1 224.0.0.1'], []],
    [
      'a name of 15 bytes',
      `${HEADING}4\tuplink-of-15-by:     1      V3\n${GROUP}`,
      ['uplink-of-15-by 1 224.0.0.1'],
      [],
    ],
    ['a group without an interface', HEADING + GROUP, [], [1]],
    ['the groups of an interface that could not be read', `${HEADING}${DEVICE}x\tlo :\n${GROUP}`, [], [2, 3]],
    ['an empty line', `${HEADING}\n${DEVICE}${GROUP}`, ['eth0 1 224.0.0.1'], [1]],
    ['an address that is none', HEADING + DEVICE + GROUP.replace('01', 'XY') + GROUP, ['eth0 1 224.0.0.1'], [2]],
    ['an address too long', HEADING + DEVICE + GROUP.replace('01', '001') + GROUP, ['eth0 1 224.0.0.1'], [2]],
    [
      'a bit that is none',
      HEADING + DEVICE + GROUP.replace('1 0:', '1 2:') + GROUP,
      ['eth0 1 224.0.0.1', 'eth0 1 224.0.0.1'],
      [],
    ],
    ['more than the kernel writes', `${HEADING}${DEVICE}${GROUP.trimEnd()} 0\n${GROUP}`, ['eth0 1 224.0.0.1'], [2]],
    [
      'a name of more than 15 bytes',
      HEADING + DEVICE.replace('eth0', 'n'.repeat(40)) + GROUP,
      ['null 1 224.0.0.1'],
      [],
    ],
    ['a name with a NUL', HEADING + DEVICE.replace('eth0', 'e\0th0') + GROUP, ['null 1 224.0.0.1'], []],
    ['users below zero', HEADING + DEVICE + GROUP.replace(' 1 ', '-1 '), ['eth0 -1 224.0.0.1'], []],
    ['no users', `${HEADING}${DEVICE}\t\t\t\t010000E0\n${GROUP}`, ['eth0 1 224.0.0.1'], [2]],
  ] as const) {
    it(`takes ${what}`, () => assert.deepEqual(parsed(parseIgmp, text), [groups, badLines]));
  }
});

describe('parseIgmp6', () => {
  it('has every group of a recorded file', () => {
    const { groups, badLines } = read(parseIgmp6, fixture('proc/net/igmp6'));
    assert.deepEqual([groups.length, badLines], [19, []]);
    assert.deepEqual(
      groups.filter(({ interface: name }) => name === 'a0').map(({ users, address }) => `${users} ${address}`),
      ['1 ff02::1:ff8c:5e6c', '5 ff05::1:3', '1 ff02::1', '1 ff01::1'],
    );
  });

  it('has every field in its place', () => {
    assert.deepEqual(
      read(parseIgmp6, bytes('4    a0              ff050000000000000000000000010003     5 00000007 120\n')).groups,
      [
        {
          family: 'inet6',
          interface: 'a0',
          interfaceIndex: 4,
          address: 'ff05::1:3',
          users: 5,
          expires: 1200,
          reporter: true,
          igmp: null,
          flags: 7,
        },
      ],
    );
    const [quiet] = read(parseIgmp6, bytes(GROUP6)).groups;
    assert.deepEqual([quiet?.expires, quiet?.reporter, quiet?.flags], [null, false, 12]);
    // The kernel reads the clock again when it prints.
    const [late] = read(parseIgmp6, bytes(GROUP6.replace('0000000C 0', '00000001 -1'))).groups;
    assert.equal(late?.expires, 0);
  });

  for (const [what, text, groups, badLines] of [
    ['nothing', '', [], []],
    ['no line end', GROUP6.trimEnd(), ['eth0 1 ff02::1'], []],
    ['an empty line', `\n${GROUP6}`, ['eth0 1 ff02::1'], [0]],
    ['a line of something else', `${GROUP6}x\n${GROUP6}`, ['eth0 1 ff02::1', 'eth0 1 ff02::1'], [1]],
    ['an address too short', GROUP6.replace('ff02', 'ff0') + GROUP6, ['eth0 1 ff02::1'], [0]],
    ['an address that is none', GROUP6.replace('ff02', 'gf02') + GROUP6, ['eth0 1 ff02::1'], [0]],
    ['an address too long', GROUP6.replace('ff02', 'ff020') + GROUP6, ['eth0 1 ff02::1'], [0]],
    ['flags too short', GROUP6.replace('0000000C', '000000C') + GROUP6, ['eth0 1 ff02::1'], [0]],
    ['no users', `4    eth0            ff020000000000000000000000000001\n${GROUP6}`, ['eth0 1 ff02::1'], [0]],
  ] as const) {
    it(`takes ${what}`, () => assert.deepEqual(parsed(parseIgmp6, text), [groups, badLines]));
  }
});

describe('a file of groups', { skip: little }, () => {
  for (const [file, parse] of [
    ['igmp', parseIgmp],
    ['igmp6', parseIgmp6],
  ] as const) {
    it(`${file} cut at any byte has the whole lines' groups and says that the rest was not read`, () => {
      const text = fixture(`proc/net/${file}`);
      const whole = read(parse, text).groups;
      // Cut inside the heading it is not one.
      for (let length = file === 'igmp' ? HEADING.length : 0; length <= text.length; length++) {
        const cut = text.subarray(0, length);
        const { groups, badLines } = read(parse, cut);
        const end = cut.lastIndexOf(0x0a) + 1;
        const complete = read(parse, cut.subarray(0, end)).groups.length;
        assert.ok(groups.length === complete || groups.length === complete + 1, `cut at ${length}`);
        assert.deepEqual(groups.slice(0, complete), whole.slice(0, complete), `cut at ${length}`);
        const last = Buffer.from(text.subarray(0, end)).toString().split('\n').length - 1;
        if (badLines.length > 0) assert.deepEqual([badLines, length > end], [[last], true], `cut at ${length}`);
      }
    });

    it(`${file} with any bytes changed is groups and bad lines, never an exception`, () => {
      const random = randomNumbers(7);
      const text = fixture(`proc/net/${file}`);
      const lines = Buffer.from(text).toString().split('\n').length;
      bounded(() => {
        for (let round = 0; round < 300; round++) {
          const broken = text.slice();
          for (let i = 0; i < 5; i++) broken[random(text.length)] = random(256);
          const { groups, badLines } = read(parse, broken);
          assert.ok(groups.length + badLines.length <= lines + 5);
          JSON.stringify(groups);
        }
      });
    });
  }
});
