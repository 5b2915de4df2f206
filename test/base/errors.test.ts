import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isMissing, malformedReply, requireLinux, SockdiagError, systemError } from '../../src/base/errors.ts';

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

  it('keeps the number where it has no name', () => {
    const { code, errno, message } = systemError('x', 524);
    assert.deepEqual({ code, errno, message }, { code: 'E524', errno: 524, message: 'x: error 524' });
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
