import assert from 'node:assert/strict';
import { openSync, readdirSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { describe, it } from 'node:test';
import {
  fileError,
  isMissing,
  malformedReply,
  requireLinux,
  SockdiagError,
  systemError,
} from '../../src/base/errors.ts';
import { packageUrl } from '../../src/package-root.ts';

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);

describe('systemError', () => {
  it('has the name, the number and the words of an errno, and the call that failed', () => {
    const { name, message, code, errno, syscall } = systemError('open /proc/net/tcp', 13);
    assert.deepEqual(
      { name, message, code, errno, syscall },
      {
        name: 'SockdiagError',
        message: 'open /proc/net/tcp: permission denied',
        code: 'EACCES',
        errno: 13,
        syscall: 'open /proc/net/tcp',
      },
    );
  });

  it("prefers the kernel's own words, unless they are empty", () => {
    assert.equal(systemError('sock_diag', 22, 'no such family').message, 'sock_diag: no such family');
    assert.equal(systemError('sock_diag', 22, '').message, 'sock_diag: invalid argument');
  });

  it('has one name and words for every errno that Linux has, whether Node knows it or not', () => {
    const codes = new Set<string>();
    // 41 and 58 are no errnos; from 512 on they are the kernel's own, of which 520 is none.
    const numbers = [...range(1, 133), ...range(512, 531)].filter((errno) => ![41, 58, 520].includes(errno));
    for (const errno of numbers) {
      const { code, message } = systemError('call', errno);
      assert.match(code, /^E[A-Z0-9_]*[A-Z][A-Z0-9_]*$/, `${errno}`);
      assert.doesNotMatch(code, /^E\d+$/, `${errno}`);
      assert.doesNotMatch(message, /unknown|error \d/i, `${errno}`);
      assert.equal(codes.has(code), false, `${errno}: ${code} twice`);
      codes.add(code);
    }
    for (const [name, errno] of Object.entries(constants.errno)) {
      // ENOTSUP is EOPNOTSUPP, EWOULDBLOCK is EAGAIN: which of both is said is Node's choice.
      const { code } = systemError('call', errno);
      if (!['EOPNOTSUPP', 'EWOULDBLOCK'].includes(name)) assert.equal(code, name);
    }
  });

  it('keeps the number where it has no name', () => {
    const { code, errno, message } = systemError('x', 4000);
    assert.deepEqual({ code, errno, message }, { code: 'E4000', errno: 4000, message: 'x: error 4000' });
  });
});

describe('fileError', () => {
  /** What Node throws for a path; where it knows no errno, with words of its own. */
  const thrown = (errno: number, syscall: string) =>
    Object.assign(new Error(`Unknown system error ${-errno}: Unknown system error ${-errno}, ${syscall} '/x/y'`), {
      errno: -errno,
      code: `Unknown system error ${-errno}`,
      syscall,
      path: '/x/y',
    });

  for (const errno of [2, 13, 74, 117, 524, 4000]) {
    for (const call of ['open', 'read', 'scandir', 'stat', 'readlink']) {
      it(`says errno ${errno} of ${call} with the path once, and without Node's words for it`, () => {
        const error = fileError('open', '/x/y', thrown(errno, call));
        const { message, code } = systemError(`${call} /x/y`, errno);
        assert.deepEqual([error.message, error.code, error.errno], [message, code, errno]);
        assert.equal(error.message.split('/x/y').length, 2);
      });
    }
  }

  it('says what Node refuses by itself as the kernel would', () => {
    for (const call of [() => openSync('/x\0y', 'r'), () => readdirSync('/x\0y'), () => statSync('/x\0y')]) {
      try {
        call();
        assert.fail('it was not refused');
      } catch (error) {
        assert.equal(fileError('open', '/x\0y', error).message, 'open /x\0y: invalid argument');
      }
    }
  });
});

describe('SockdiagError', () => {
  it('is an Error with a stack, and a cause only when there is one', () => {
    const cause = new Error('below');
    const error = new SockdiagError('above', { code: 'ERR_X', cause });
    assert.ok(error instanceof Error);
    assert.match(error.stack ?? '', /^SockdiagError: above|^Error: above/);
    assert.equal(error.cause, cause);
    assert.equal('cause' in new SockdiagError('above', { code: 'ERR_X' }), false);
  });
});

describe('instanceof SockdiagError', () => {
  const details = { code: 'EPERM' };

  it('is true of the errors of another copy of this package', async () => {
    const { href } = packageUrl('src/base/errors.ts');
    const copy = (await import(`${href}?copy`)) as { SockdiagError: typeof SockdiagError };
    assert.notEqual(copy.SockdiagError, SockdiagError);
    assert.ok(new copy.SockdiagError('theirs', details) instanceof SockdiagError);
    assert.ok(new SockdiagError('ours', details) instanceof copy.SockdiagError);
  });

  it('is false of everything else, of a class of somebody’s that extends it too', () => {
    class Special extends SockdiagError {}
    for (const value of [undefined, null, 'SockdiagError', 1, {}, new Error('EPERM'), { name: 'SockdiagError' }]) {
      assert.equal((value as unknown) instanceof SockdiagError, false);
    }
    assert.equal(new SockdiagError('not special', details) instanceof Special, false);
    assert.ok(new Special('special', details) instanceof Special);
    assert.ok(new Special('special', details) instanceof SockdiagError);
  });
});

describe('malformedReply', () => {
  it('names the operation and both lengths', () => {
    const { code, syscall, message, errno } = malformedReply('inet_diag', 3, 72);
    assert.deepEqual(
      { code, syscall, message, errno },
      {
        code: 'ERR_MALFORMED_REPLY',
        syscall: 'inet_diag',
        message: 'inet_diag: 3 bytes where at least 72 are needed',
        errno: undefined,
      },
    );
  });
});

describe('isMissing', () => {
  it('is true of what a kernel without the interface answers', () => {
    for (const errno of [2, 93, 97, 94, 95]) assert.equal(isMissing(systemError('x', errno)), true, String(errno));
  });

  it('is false of what went wrong, and of what is no error', () => {
    for (const errno of [1, 13, 22, 105]) assert.equal(isMissing(systemError('x', errno)), false, String(errno));
    for (const other of [
      null,
      undefined,
      'ENOENT',
      2,
      {},
      { code: 2 },
      new Error('ENOENT'),
      malformedReply('x', 1, 2),
    ]) {
      assert.equal(isMissing(other), false);
    }
  });
});

describe('requireLinux', () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;

  it('lets Linux pass and names any other system', () => {
    requireLinux();
    try {
      for (const name of ['darwin', 'win32', 'freebsd']) {
        Object.defineProperty(process, 'platform', { ...platform, value: name });
        assert.throws(requireLinux, {
          name: 'SockdiagError',
          code: 'ERR_UNSUPPORTED_PLATFORM',
          message: new RegExp(name),
        });
      }
    } finally {
      Object.defineProperty(process, 'platform', platform);
    }
  });
});
