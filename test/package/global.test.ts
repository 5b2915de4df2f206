import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { has, run } from '../support/command.ts';
import { npm, packed, packedMissing } from '../support/packed.ts';
import { runSealed, sealedMissing } from '../support/sealed.ts';
import { skipUnless } from '../support/skip.ts';

const skip = skipUnless(packedMissing === undefined, packedMissing ?? '');

describe('the package as npm installs it globally', { skip }, () => {
  let prefix = '';
  /** A PATH that has it, and Node. */
  let path = '';
  const part = (name: string) => join(prefix, 'lib/node_modules/sockdiag', name);

  before(() => {
    prefix = realpathSync(mkdtempSync(join(tmpdir(), 'sockdiag-global-')));
    npm(['install', '--global', '--prefix', prefix, '--offline', '--ignore-scripts', packed().tarball], prefix);
    mkdirSync(join(prefix, 'node'));
    symlinkSync(process.execPath, join(prefix, 'node/node'));
    path = [join(prefix, 'bin'), join(prefix, 'node')].join(':');
  });
  after(() => rmSync(prefix, { recursive: true }));

  it('brings the command', { skip: skipUnless(!sealedMissing, sealedMissing ?? '') }, () => {
    const { code, stdout, stderr } = runSealed(['sockdiag', '-tuln'], prefix, { PATH: path });
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^Active Internet connections \(only servers\)\nProto Recv-Q/);
  });

  it('brings the man page to where man looks beside the command', { skip: skipUnless(has('man'), 'no man') }, () => {
    const env = { PATH: `${path}:${process.env.PATH}`, MANPATH: undefined, MANPAGER: 'cat', MAN_KEEP_FORMATTING: '' };
    // npm links it from share/man, and man says where the link leads.
    assert.equal(run('man', ['-w', 'sockdiag'], env).stdout.trim(), part('man/sockdiag.8'));
    assert.equal(realpathSync(join(prefix, 'share/man/man8/sockdiag.8')), part('man/sockdiag.8'));
    const { stdout, stderr } = run('man', ['sockdiag'], env);
    assert.equal(stderr, '');
    assert.match(stdout, /^SOCKDIAG\(8\)/);
    assert.match(stdout, /\n *SYNOPSIS\n/i);
  });

  const mandoc = skipUnless(has('mandoc'), 'no mandoc');
  it('brings a man page that mandoc takes without a complaint', { skip: mandoc }, () => {
    const lint = ['-T', 'lint', '-W', 'warning', join(prefix, 'share/man/man8/sockdiag.8')];
    assert.deepEqual(run('mandoc', lint), { code: 0, stdout: '', stderr: '' });
  });

  for (const name of ['sockdiag.bash', '_sockdiag', 'sockdiag.fish']) {
    it(`brings the completion ${name}`, () => {
      const file = `completions/${name}`;
      assert.deepEqual(readFileSync(part(file)), readFileSync(packageFile(file)));
    });
  }
});
