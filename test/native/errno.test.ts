import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { AS_NOBODY, noNobody } from '../support/as-nobody.ts';
import { COMMAND, run } from '../support/command.ts';
import { sourcesIn } from '../support/imports.ts';
import { skipUnless } from '../support/skip.ts';

const SOURCES = sourcesIn(packageFile(''), 'native', /\.(cc|h)$/);
const LIMITED = [...AS_NOBODY, 'sh', '-c', 'ulimit -v 800000 && exec "$@"', 'sh', process.execPath] as const;

/** Statements that read errno after something else could have changed it: the memory of what is thrown, or words that are made. */
function lateReaders(sources: Iterable<readonly [string, string]>): string[] {
  const late: string[] = [];
  for (const [path, text] of sources) {
    const code = text.replace(/\/\/.*/g, '');
    for (const [statement] of code.matchAll(/[^;{}]*\berrno\b[^;{}]*/g)) {
      const after = /\bthrow\b|\bstring\b|[Mm]essage|strerror|\+|<</.test(statement);
      if (after) late.push(`${path}: ${statement.trim().replace(/\s+/g, ' ')}`);
    }
  }
  return late;
}

describe('errno in the native code', () => {
  it('is read in no statement that throws or makes words', () => {
    const own = [...SOURCES].filter(([path]) => !path.startsWith('native/test/'));
    assert.deepEqual(lateReaders(own), []);
  });

  it('is seen where it is read too late, however that is written', () => {
    const planted = [
      'if (fd < 0) throw Unavailable("x: " + Words(errno));',
      'if (fd < 0) throw std::system_error(errno, std::generic_category());',
      'Log(std::string("open: ") + std::strerror(errno));',
    ];
    for (const line of planted) assert.equal(lateReaders([['planted.cc', line]]).length, 1, line);
    assert.deepEqual(
      lateReaders([['planted.cc', 'if (length < 0 && errno == EINTR) continue; // throw errno + 1']]),
      [],
    );
  });

  const [program, ...words] = LIMITED;
  const starts = !noNobody && run(program, [...words, '-e', '0']).code === 0;
  const skip = noNobody || skipUnless(starts, 'Node does not start within 800,000 KiB of addresses here');

  it('is the one of the call that failed where memory is limited, too', { skip }, () => {
    const { code, stderr } = run(program, [...words, COMMAND, '-tanp', '--owners', 'procfs']);
    // EACCES of other users' processes is no failure, ENOMEM would be.
    assert.doesNotMatch(stderr, /not enough memory/);
    assert.equal(code, 0, stderr);
  });
});
