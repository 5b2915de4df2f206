import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Addon, loadAddon, socketsProgram } from '../../src/kernel/addon.ts';
import { packageFile } from '../../src/package-root.ts';
import { searchNatively } from '../../src/sockets/owners/native-owners.ts';
import { noBpf, noClang } from '../support/bpf.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { OddHolders, type Triple } from '../support/odd-holders.ts';
import { skipUnless } from '../support/skip.ts';

const SCRIPT = packageFile('scripts/build-bpf.mjs');
const FOLDER = packageFile('native/bpf/');

interface Notes {
  commands: string[];
  compiler: string;
  source: string;
  object: string;
}

const notesOf = (object: string) => JSON.parse(readFileSync(`${object}.json`, 'utf8')) as Notes;

function digest(...files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return `sha256:${hash.digest('hex')}`;
}

describe('the program in the checkout', () => {
  const notes = notesOf(socketsProgram());

  it('is made from the source beside it', () => {
    assert.equal(notes.source, digest(join(FOLDER, 'sockets.bpf.c'), join(FOLDER, 'socket_record.h')));
    assert.equal(notes.object, digest(socketsProgram()));
  });

  it('says how it was made', () => {
    assert.match(notes.compiler, /clang version \d+/);
    assert.match(notes.commands[0] as string, /^clang .* -target bpf .* -c sockets\.bpf\.c -o sockets\.bpf\.o$/);
  });
});

const skip = noClang || noBpf || skipUnless(!namespaceMissing, `${namespaceMissing}`);

describe('npm run build:bpf', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sockdiag-bpf-'));
  const rebuilt = join(folder, 'rebuilt.o');
  let holders: OddHolders;
  before(async () => {
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, rebuilt], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    holders = await OddHolders.start();
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await holders.stop();
  });

  async function found(object: string): Promise<Triple[]> {
    const { addon } = loadAddon() as { addon: Addon };
    const iterator = new addon.SocketIterator(object);
    try {
      const options = { root: '/proc', threads: 0, firstOnly: false, iterator };
      return holders.of((await searchNatively(addon, options)).triples);
    } finally {
      iterator.close();
    }
  }

  it('makes a program that loads, and finds what the one in the checkout finds', async () => {
    assert.deepEqual(await found(rebuilt), holders.owners);
    assert.deepEqual(await found(socketsProgram()), holders.owners);
  });

  it('notes the hashes and the commands, with no word of where it was made', () => {
    const notes = notesOf(rebuilt);
    const committed = notesOf(socketsProgram());
    assert.deepEqual({ ...notes, object: '', compiler: '' }, { ...committed, object: '', compiler: '' });
    assert.equal(notes.object, digest(rebuilt));
    for (const text of [JSON.stringify(notes), readFileSync(rebuilt, 'latin1')]) assert.ok(!text.includes(folder));
  });

  it('makes the very same bytes with the very same compiler', { skip: sameCompiler() }, () => {
    assert.equal(digest(rebuilt), digest(socketsProgram()));
  });

  it('says what is missing where there is no compiler', () => {
    const env = { PATH: '/nowhere' };
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, rebuilt], { encoding: 'utf8', env });
    assert.equal(status, 1);
    assert.match(stderr, /^build:bpf: .*ENOENT\n$/);
  });
});

/** Another compiler makes other bytes: that is no want of this machine. */
function sameCompiler(): string | false {
  const { stdout } = spawnSync('clang', ['--version'], { encoding: 'utf8' });
  const here = stdout?.split('\n')[0];
  const { compiler } = notesOf(socketsProgram());
  return here === compiler ? false : `made by ${compiler}, here is ${here}`;
}
