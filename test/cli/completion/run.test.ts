import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { EXIT_USAGE } from '../../../src/cli/exit.ts';
import { SHELLS } from '../../../src/cli/options/completion.ts';
import { packageFile } from '../../../src/package-root.ts';
import { has, sockdiag } from '../../support/command.ts';
import { skipUnless } from '../../support/skip.ts';

const FILES = { bash: 'sockdiag.bash', zsh: '_sockdiag', fish: 'sockdiag.fish' };

describe('sockdiag completion', () => {
  for (const shell of SHELLS) {
    it(`prints the completion of ${shell}`, () => {
      const stdout = readFileSync(packageFile(`completions/${FILES[shell]}`), 'utf8');
      for (const args of [[shell], ['--', shell], ['-t', shell]])
        assert.deepEqual(sockdiag(['completion', ...args]), { code: 0, stdout, stderr: '' }, args.join(' '));
    });
  }

  it('says in one line what it needs', () => {
    const lines = {
      '': 'sockdiag: completion: name a shell: bash, zsh, fish\n',
      tcsh: "sockdiag: completion wants one of bash, zsh, fish, not 'tcsh'\n",
      '-': "sockdiag: completion wants one of bash, zsh, fish, not '-'\n",
      'bash zsh': 'sockdiag: completion takes one shell\n',
    };
    for (const [words, stderr] of Object.entries(lines)) {
      const args = ['completion', ...words.split(' ').filter(Boolean)];
      assert.deepEqual(sockdiag(args), { code: EXIT_USAGE, stdout: '', stderr }, words);
    }
  });

  it('works as it is loaded in a ~/.bashrc', { skip: skipUnless(has('bash'), 'bash is not installed') }, () => {
    const command = `'${process.execPath}' '${packageFile('dist/sockdiag.cjs')}'`;
    const script = `source <(${command} completion bash); COMP_WORDS=(sockdiag --liste); COMP_CWORD=1; _sockdiag; echo "$COMPREPLY"`;
    const { stdout } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
    assert.equal(stdout, '--listening\n');
  });

  it('offers in a shell with any IFS and set -e what it offers in every other', {
    skip: skipUnless(has('bash'), 'bash is not installed'),
  }, () => {
    const complete = (before: string, word: string) => {
      const asked = `COMP_WORDS=(sockdiag '${word}'); COMP_CWORD=1`;
      const script = `source completions/sockdiag.bash; ${before}; ${asked}; _sockdiag; IFS=' '; echo "\${COMPREPLY[*]}"`;
      return spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8', cwd: packageFile('') }).stdout;
    };
    for (const word of ['--sta', '-Ai', '--source=', 'zz']) {
      const offered = complete(':', word);
      for (const before of ["IFS=$'\\n'", 'IFS=,', 'IFS=t', "IFS=''", 'set -eu', 'set -f']) {
        assert.equal(complete(before, word), offered, `${before} ${word}`);
      }
    }
  });
});
