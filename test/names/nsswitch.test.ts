import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { getent } from '../../src/names/getent.ts';
import { asksDns, hasMoreThanFile, readText } from '../../src/names/nsswitch.ts';
import { has } from '../support/command.ts';
import { skipUnless } from '../support/skip.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sockdiag-nsswitch-'));
});
after(() => rmSync(folder, { recursive: true }));

function more(text: string): boolean {
  const file = join(folder, 'nsswitch.conf');
  writeFileSync(file, text);
  return hasMoreThanFile('passwd', file);
}

describe('hasMoreThanFile', () => {
  for (const [text, expected] of [
    ['', false],
    ['passwd: files\n', false],
    ['passwd:files', false],
    ['passwd:\tfiles systemd\n', true],
    ['passwd: sss files', true],
    ['passwd: files ldap', true],
    ['passwd: compat', true],
    ['passwd: files # ldap', false],
    ['# passwd: ldap\npasswd: files', false],
    ['passwd: files [NOTFOUND=return]', false],
    ['passwd: files [!UNAVAIL=return] ldap', true],
    ['group: ldap\nshadow: ldap\npasswd: files', false],
    ['passwd_compat: nis\npasswd: files', false],
    ['passwd:', false],
  ] as const) {
    it(`is ${expected} for ${JSON.stringify(text)}`, () => assert.equal(more(text), expected));
  }

  it('counts the db source only where its database is', () => {
    assert.equal(more('passwd: db files'), existsSync('/var/lib/misc/passwd.db'));
  });

  it('is false where there is no nsswitch.conf', () => {
    assert.equal(hasMoreThanFile('passwd', join(folder, 'no-such-file')), false);
  });
});

describe('asksDns', () => {
  for (const [text, expected] of [
    ['hosts: files dns\n', true],
    ['hosts:files dns\n', true],
    ['hosts: files mdns4_minimal [NOTFOUND=return] dns\n', true],
    ['hosts: mymachines resolve [!UNAVAIL=return] files myhostname\n', true],
    ['hosts: files\n', false],
    ['hosts: files # dns\n', false],
    ['hosts: files myhostname\n', false],
    ['hosts:\n', false],
    // Nothing said is the C library's own choice, which has DNS.
    ['passwd: files\n', true],
    ['', true],
  ] as const) {
    it(`is ${expected} for ${JSON.stringify(text)}`, () => {
      const file = join(folder, 'hosts-nsswitch.conf');
      writeFileSync(file, text);
      assert.equal(asksDns(file), expected);
    });
  }

  it('is true where there is no nsswitch.conf', () => assert.equal(asksDns(join(folder, 'no-such-file')), true));
});

describe('readText', () => {
  it('has every byte of the file, for a pipe gets what netstat prints', () => {
    const file = join(folder, 'controls');
    const text = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    writeFileSync(file, text);
    assert.equal(readText(file), text.toString('latin1'));
  });

  it('takes a file that is not there as empty, and keeps the bytes of one that is', () => {
    const file = join(folder, 'bytes');
    writeFileSync(file, Buffer.from([0x61, 0xff, 0x00]));
    assert.equal(readText(file), 'a\xff\0');
    assert.equal(readText(join(folder, 'nothing')), '');
    assert.equal(readText(folder), '');
  });
});

describe('getent', () => {
  const noGetent = skipUnless(has('getent'), 'getent is not installed');

  it('gives what it found even when it did not find all', { skip: noGetent }, async () => {
    assert.match(await getent('passwd', ['0', '3999999999'], 10_000), /^root:[^\n]*\n$/);
  });

  it('gives nothing for nothing found', { skip: noGetent }, async () => {
    assert.equal(await getent('passwd', ['3999999999'], 10_000), '');
  });

  it('gives nothing where there is no getent', async () => {
    const { PATH } = process.env;
    process.env.PATH = folder;
    try {
      assert.equal(await getent('passwd', ['0'], 10_000), '');
    } finally {
      process.env.PATH = PATH;
    }
  });

  it('does not wait for a name service that does not answer', async () => {
    const { PATH } = process.env;
    const pidFile = join(folder, 'getent.pid');
    writeFileSync(join(folder, 'getent'), `#!/bin/sh\necho $$ > ${pidFile}\nexec sleep 600\n`, { mode: 0o755 });
    process.env.PATH = `${folder}:${PATH}`;
    try {
      assert.equal(await getent('passwd', ['0'], 300), '');
    } finally {
      process.env.PATH = PATH;
    }
  });
});
