import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toChangeJSON } from '../../src/index.ts';
import { isRecordedChange } from '../../src/recording/recorded-change.ts';
import * as made from '../support/changes.ts';

const CHANGES = made.CHANGES.map(toChangeJSON);

type Data = Record<string, unknown>;

const copy = (data: unknown): Data => JSON.parse(JSON.stringify(data));

/** Each place in data with a value, as [holder, name]. */
function* places(data: Data): Generator<[Data, string]> {
  for (const [name, value] of Object.entries(data)) {
    yield [data, name];
    if (typeof value === 'object' && value !== null) yield* places(value as Data);
  }
}

/** What may be any value of a type. */
const FREE: Readonly<Record<string, readonly string[]>> = {
  string: ['name', 'comm', 'path'],
  object: ['tcpInfo'],
  boolean: ['v6only', 'receive', 'send'],
};

/** What changes have, beside `unseen`. */
const OWN = [
  'type',
  'time',
  'monotonic',
  'id',
  'socket',
  'previousState',
  'previousOwners',
  'age',
  'lost',
  'took',
  'interval',
];

describe('isRecordedChange', () => {
  it('takes every kind of change', () => {
    for (const change of CHANGES) assert.ok(isRecordedChange(copy(change)), change.type);
  });

  it('takes what it does not know beside what it does', () => {
    const change = copy(CHANGES[1]);
    (change.socket as Data).further = { anything: [] };
    assert.ok(isRecordedChange({ ...change, further: 1 }));
  });

  it('takes no change of which any part that is read has another type', () => {
    const taken: string[] = [];
    for (const change of CHANGES) {
      const count = [...places(copy(change))].length;
      for (let i = 0; i < count; i++) {
        for (const wrong of [{}, [[]], true, '\x1b[2J']) {
          const data = copy(change);
          const [holder, name] = [...places(data)][i] as [Data, string];
          // Names are free, those of processes and of UNIX sockets; and all figures may be missing.
          const free: readonly string[] = FREE[wrong === true ? 'boolean' : typeof wrong] ?? [];
          if ((free.includes(name) && !Array.isArray(wrong)) || holder[name] === wrong) continue;
          holder[name] = wrong;
          if (isRecordedChange(data)) taken.push(`${change.type}: ${name}: ${JSON.stringify(wrong)}`);
        }
      }
    }
    assert.deepEqual(taken, []);
  });

  it('takes no change without what every one has', () => {
    for (const change of CHANGES) {
      for (const name of OWN) {
        const { [name]: removed, ...rest } = copy(change);
        assert.equal(isRecordedChange(rest), removed === undefined, `${change.type} without ${name}`);
      }
    }
  });

  it('takes nothing else for a change', () => {
    for (const data of [undefined, null, 1, '', 'opened', [], {}, [CHANGES[1]]]) assert.ok(!isRecordedChange(data));
  });
});
