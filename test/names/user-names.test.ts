import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parsePasswd, UserNames } from '../../src/names/user-names.ts';
import { bounded } from '../support/fixtures.ts';

const texts = (names: ReadonlyMap<number, Uint8Array | undefined>) =>
  [...names].map(([uid, name]) => [uid, name && Buffer.from(name).toString('latin1')]);

describe('parsePasswd', () => {
  it('takes linear time for a line with many blanks', () => {
    const blanks = ' '.repeat(1 << 20);
    bounded(() => assert.deepEqual(texts(parsePasswd(`${blanks}name:x:${blanks}\n${blanks}ann:x:1:1:`)), [[1, 'ann']]));
  });

  it('lets the first entry of a number win', () => {
    const text = 'root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/root:/bin/sh\nann:x:1000:1000:::\n';
    assert.deepEqual(texts(parsePasswd(text)), [
      [0, 'root'],
      [1000, 'ann'],
    ]);
  });

  it('passes over lines that are not entries', () => {
    for (const text of [
      '',
      '\n\n',
      'name',
      'name:x',
      'name:x:',
      ':x:5:5',
      '+::::::',
      'name:x:-1:',
      'name:x:1x:',
      'name:x:5',
      'name:x:5:',
      'name:x:5:x:',
      '#name:x:5:5:',
      '+name:x:5:5:',
      '-name:x:5:5:',
      'name\0:x:5:5:',
      '\0',
    ]) {
      assert.deepEqual(texts(parsePasswd(text)), [], JSON.stringify(text));
    }
  });

  it('keeps a name byte for byte, and the largest number', () => {
    assert.deepEqual(texts(parsePasswd('caf\xe9:x:4294967294:0:')), [[4294967294, 'caf\xe9']]);
  });

  it('reads a last line without an end', () => assert.deepEqual(texts(parsePasswd('a:x:7:7')), [[7, 'a']]));

  it('takes blanks before a line and its numbers, and no byte behind a NUL', () =>
    assert.deepEqual(texts(parsePasswd(' \ta b:x: 7:\t7:\0:')), [[7, 'a b']]));
});

describe('UserNames', () => {
  it('knows every user of /etc/passwd without being asked to load', () => {
    const users = new UserNames();
    const entries = texts(parsePasswd(readFileSync('/etc/passwd', 'latin1')));
    assert.ok(entries.length > 0);
    for (const [uid, name] of entries) {
      assert.equal(Buffer.from(users.get(uid as number) ?? []).toString('latin1'), name);
    }
  });

  it('has no name for a number nobody has, before and after it has asked', async () => {
    const users = new UserNames();
    assert.equal(users.get(3_999_999_999), undefined);
    await users.load([0, 3_999_999_999, 3_999_999_998, 3_999_999_999]);
    assert.equal(users.get(3_999_999_999), undefined);
    assert.equal(users.get(3_999_999_998), undefined);
    assert.equal(Buffer.from(users.get(0) ?? []).toString(), 'root');
  });
});

describe('UserNames, beside a dead name service,', () => {
  it('asks it once, however many batches hold users it does not know', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sockdiag-users-'));
    const calls = join(folder, 'calls');
    const path = process.env.PATH;
    writeFileSync(join(folder, 'getent'), `#!/bin/sh\necho "$@" >> '${calls}'\nexec sleep 30\n`, { mode: 0o755 });
    process.env.PATH = `${folder}:${path}`;
    try {
      const users = new UserNames(true, 500);
      await users.load([4000000001]);
      await users.load([4000000002, 0]);
      assert.equal(readFileSync(calls, 'utf8'), 'passwd 4000000001\n');
      assert.equal(users.get(4000000002), undefined);
      assert.equal(Buffer.from(users.get(0) ?? []).toString(), 'root');
      assert.deepEqual([users.takeGivenUp(), users.takeGivenUp()], [2, 0]);
    } finally {
      process.env.PATH = path;
      rmSync(folder, { recursive: true });
    }
  });
});
