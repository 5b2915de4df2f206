import type { Random } from '../random.ts';
import type { Mutator } from '../target.ts';
import { mutator } from './bytes.ts';
import { lineSteps } from './lines.ts';

/** JSON text in the place of a value. */
const VALUES: readonly string[] = [
  ...[
    'null',
    'true',
    'false',
    '0',
    '-0',
    '-1',
    '1',
    '0.5',
    '1e3',
    '1e308',
    '1e999',
    '-1e999',
    '4294967295',
    '4294967296',
  ],
  ...['9007199254740991', '9007199254740992', '18446744073709551615', '123456789012345678901234567890', '65536'],
  ...[
    '""',
    '"x"',
    '"0"',
    '"18446744073709551615"',
    '"-1"',
    '"NaN"',
    '"\\u0000"',
    '"\\ud800"',
    '"\\u001b[2J"',
    '"\\ufeff"',
  ],
  ...['[]', '[0]', '[null]', '[[]]', '{}', '{"__proto__":{"pid":1}}', '{"length":4294967295}', '{"toJSON":1}'],
  ...[
    `${'['.repeat(3000)}${']'.repeat(3000)}`,
    `"${'x'.repeat(5000)}"`,
    '"2026-02-30T25:00:00Z"',
    '"+275760-09-13T00:00:01Z"',
  ],
  ...[
    '"LISTEN"',
    '"UNKNOWN"',
    '"tcp"',
    '"unix"',
    '"inet6"',
    '"::1"',
    '"1.2.3.4"',
    '"::ffff:1.2.3.4"',
    '"fe80::1%eth0"',
  ],
];

const KEYS: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'length',
  'type',
  'socket',
  'id',
  'owners',
  'x',
  '',
];

type Tree = Record<string, unknown>;

/** All places of a value, and of what is in it. */
function places(value: unknown, found: [holder: Tree, key: string][] = []): [holder: Tree, key: string][] {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value as Tree, key]);
    places((value as Tree)[key], found);
  }
  return found;
}

/** Stands for JSON text until it is put in. */
const HOLE = '\u0001hole';

function changeLine(line: string, random: Random): string {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return line;
  }
  const all = places(data);
  if (all.length === 0) return random.one(VALUES);
  const [holder, key] = random.one(all);
  const [, otherKey] = random.one(all);
  const change = random.below(6);
  try {
    if (change === 0) delete holder[key];
    else if (change === 1) holder[random.one([...KEYS, otherKey])] = holder[key];
    else if (change === 2) holder[key] = random.one(all)[0];
    else holder[change === 3 ? random.one(KEYS) : key] = HOLE;
    return JSON.stringify(data).replace(JSON.stringify(HOLE), () => random.one(VALUES));
  } catch {
    // It holds itself now, or is a list whose length is none.
    return line;
  }
}

const changeRecord: Mutator = (input, random) => {
  const lines = Buffer.from(input).toString('utf8').split('\n');
  const at = random.below(lines.length);
  lines[at] = changeLine(lines[at] as string, random);
  return new Uint8Array(Buffer.from(lines.join('\n')));
};

/** For records: lines of JSON. */
export const recordLines: Mutator = mutator(
  [changeRecord, changeRecord, changeRecord, changeRecord, ...lineSteps.slice(8)],
  20,
);
