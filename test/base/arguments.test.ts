import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkQueryObject } from '../../src/base/arguments.ts';
import { groups, interfaces, legacySockets, masquerade, routes, snapshot, statistics, watch } from '../../src/index.ts';

describe('checkQueryObject', () => {
  const known = { localPorts: true, remotePorts: true, families: true, owners: true };
  const check = (query: unknown) => () => checkQueryObject(query, known);
  const unknown = (message: string) => ({ name: 'TypeError', message });

  it('takes what has known keys, or none', () => {
    check({})();
    check({ owners: undefined, families: [] })();
  });

  it('refuses what is no object, an array too', () => {
    for (const query of [null, undefined, 1, 'tcp', [], ['tcp']]) {
      assert.throws(check(query), unknown('query must be an object'), JSON.stringify(query));
    }
  });

  it('names a key it does not know, and the nearest one it knows', () => {
    for (const [key, near] of [
      ['localPort', 'localPorts'],
      ['remoteports', 'remotePorts'],
      ['family', 'families'],
      ['owner', 'owners'],
    ] as const) {
      assert.throws(check({ [key]: 1 }), unknown(`${key}: a query has no such key; did you mean '${near}'?`));
    }
  });

  it('names all it knows where none is near', () => {
    const message = 'colour: a query has no such key; known are localPorts, remotePorts, families, owners';
    assert.throws(check({ colour: 'red' }), unknown(message));
    assert.throws(check({ toString: 1 }), /^TypeError: toString: a query has no such key/);
  });
});

describe('every call of the API', () => {
  const CALLS = { groups, interfaces, legacySockets, masquerade, routes, snapshot, statistics, watch };
  for (const [name, call] of Object.entries(CALLS) as [string, (query: object) => unknown][]) {
    it(`refuses a key it does not know: ${name}()`, async () => {
      await assert.rejects(async () => call({ procroot: '/proc' }), {
        name: 'TypeError',
        message: "procroot: a query has no such key; did you mean 'procRoot'?",
      });
      await assert.rejects(async () => call([]), { name: 'TypeError', message: 'query must be an object' });
    });
  }
});
