import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SockdiagError } from '../../../src/base/errors.ts';
import { buildRequest, type WalkResult, walkMessages } from '../../../src/kernel/netlink/message.ts';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { bounded, fixture } from '../../support/fixtures.ts';
import { attribute, concat, message, reply, u16, u32 } from '../../support/nlmsg.ts';

const NOOP = 1;
const ERROR = 2;
const DONE = 3;
const DATA = 20;
const DUMP_INTR = 0x10;
const CAPPED = 0x100;
const ACK_TLVS = 0x200;
const EINVAL = 22;
const text = (words: string) => Buffer.from(`${words}\0`);

/** The data messages of a reply, and how the walk ended. */
function walk(bytes: ReplyBytes): WalkResult & { seen: [number, number[]][] } {
  const seen: [number, number[]][] = [];
  const result = walkMessages(bytes, 'test', (part, start, end, type) => {
    seen.push([type, [...part.u8.subarray(start, end)]]);
  });
  return { ...result, seen };
}

const malformed = (message: string) => ({ code: 'ERR_MALFORMED_REPLY', message, name: 'SockdiagError' });

describe('walkMessages', () => {
  it('hands out each payload without its header and padding', () => {
    const bytes = reply(
      message(DATA, Uint8Array.of(1, 2, 3, 4, 5)),
      message(16, Uint8Array.of(9)),
      message(DONE, u32(0)),
    );
    assert.deepEqual(walk(bytes), {
      done: true,
      interrupted: false,
      seen: [
        [DATA, [1, 2, 3, 4, 5]],
        [16, [9]],
      ],
    });
  });

  it('has not ended without NLMSG_DONE', () => {
    assert.equal(walk(reply(message(DATA, u32(1)))).done, false);
    assert.deepEqual(walk(reply()), { done: false, interrupted: false, seen: [] });
  });

  it('passes over NLMSG_NOOP', () => {
    assert.deepEqual(walk(reply(message(NOOP, u32(5)), message(DONE, u32(0)))).seen, []);
  });

  it('tells of NLM_F_DUMP_INTR on any message, NLMSG_DONE too', () => {
    assert.equal(walk(reply(message(DATA, u32(1), { flags: 2 | DUMP_INTR }), message(DONE, u32(0)))).interrupted, true);
    assert.equal(walk(reply(message(DONE, u32(0), { flags: 2 | DUMP_INTR }))).interrupted, true);
    assert.equal(walk(reply(message(DONE, u32(0), { flags: 0xffff & ~DUMP_INTR }))).interrupted, false);
  });

  it('takes an NLMSG_DONE without a status, as old kernels send it', () => {
    assert.equal(walk(reply(message(DONE, u32()))).done, true);
  });

  it('takes an NLMSG_ERROR of 0 for the acknowledgement it is', () => {
    assert.equal(walk(reply(message(ERROR, concat(u32(0), message(DATA, u32()))))).done, true);
  });

  it('throws the errno that NLMSG_DONE carries: so answers a kernel that lacks the diag module', () => {
    const expected = { code: 'ENOENT', errno: 2, syscall: 'test', message: 'test: no such file or directory' };
    assert.throws(() => walk(reply(message(DONE, u32(-2)))), expected);
    assert.throws(() => walk(ReplyBytes.from(fixture('netlink/missing_module.bin'))), expected);
  });

  it('throws the errno of a recorded NLMSG_ERROR', () => {
    const expected = { code: 'EINVAL', errno: EINVAL, syscall: 'test', message: 'test: invalid argument' };
    assert.throws(() => walk(ReplyBytes.from(fixture('netlink/error_einval.bin'))), expected);
  });

  it('hands out what came before the error', () => {
    const seen: number[] = [];
    const bytes = reply(message(DATA, u32()), message(DONE, u32(-EINVAL)), message(DATA + 1, u32()));
    assert.throws(() => walkMessages(bytes, 'test', (_reply, _start, _end, type) => seen.push(type)), {
      code: 'EINVAL',
    });
    assert.deepEqual(seen, [DATA]);
  });

  it('keeps the number of an errno that has no name', () => {
    assert.throws(() => walk(reply(message(DONE, u32(-4000)))), { code: 'E4000', errno: 4000 });
  });
});

describe("the kernel's own words in an error", () => {
  const request = message(
    DATA,
    Uint8Array.from({ length: 56 }, (_, i) => i),
  );
  const words = attribute(1, text('states: out of range'));
  const offset = attribute(2, u32(44));
  const expected = { code: 'EINVAL', errno: EINVAL, message: 'test: states: out of range' };

  it('are found behind a whole copy of the request', () => {
    const payload = concat(u32(-EINVAL), request, offset, words);
    assert.throws(() => walk(reply(message(ERROR, payload, { flags: ACK_TLVS }))), expected);
  });

  it('are found behind a copy that is only its header', () => {
    const payload = concat(u32(-EINVAL), request.subarray(0, 16), words, offset);
    assert.throws(() => walk(reply(message(ERROR, payload, { flags: ACK_TLVS | CAPPED }))), expected);
  });

  it('are found in an NLMSG_DONE, which has no copy', () => {
    assert.throws(() => walk(reply(message(DONE, concat(u32(-EINVAL), words), { flags: 2 | ACK_TLVS }))), expected);
  });

  it('are not looked for when the flag says there are none', () => {
    const payload = concat(u32(-EINVAL), request, words);
    assert.throws(() => walk(reply(message(ERROR, payload))), { message: 'test: invalid argument' });
  });

  it('may be missing, or empty', () => {
    const without = concat(u32(-EINVAL), request, offset);
    const empty = concat(u32(-EINVAL), request, attribute(1, text('')));
    for (const payload of [without, empty]) {
      const bytes = reply(message(ERROR, payload, { flags: ACK_TLVS }));
      assert.throws(() => walk(bytes), { message: 'test: invalid argument' });
    }
  });

  it('are not looked for in the message that follows, where the copy of the request is missing', () => {
    for (const length of [0, 4, 12]) {
      const refused = message(ERROR, concat(u32(-EINVAL), request.subarray(0, length)), { flags: ACK_TLVS });
      for (const next of [message(DATA, words), message(DATA, request)]) {
        assert.throws(() => walk(reply(refused, next)), {
          message: `test: ${length} bytes where at least 16 are needed`,
        });
      }
    }
  });

  it('never keep the reader going round, whatever length the copy of the request claims', () => {
    for (const claimed of [0, 1, 15, 17, 76, 1000, 0x7ffffffc, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff]) {
      const payload = concat(u32(-EINVAL), u32(claimed), request.subarray(4), words);
      const bytes = reply(message(ERROR, payload, { flags: ACK_TLVS }));
      assert.throws(() => bounded(() => walk(bytes), 2000), SockdiagError, `a claim of ${claimed}`);
    }
  });
});

describe('a message that breaks its own format', () => {
  it('has fewer bytes than a header', () => {
    assert.throws(
      () => walk(ReplyBytes.from(new Uint8Array(15))),
      malformed('test: 15 bytes where at least 16 are needed'),
    );
    const tail = reply(message(DATA, u32()), Uint8Array.of(1, 2));
    assert.throws(() => walk(tail), malformed('test: 2 bytes where at least 16 are needed'));
  });

  it('claims to be shorter than its header, down to 0', () => {
    for (const length of [0, 1, 15]) {
      const bytes = reply(message(DATA, u32(), { length }));
      assert.throws(() => walk(bytes), malformed(`test: ${length} bytes where at least 16 are needed`));
    }
  });

  it('claims to be longer than the reply, up to 4 GiB', () => {
    for (const length of [21, 0x7fffffff, 0x80000000, 0xffffffff]) {
      const bytes = reply(message(DATA, u32(1), { length }));
      assert.throws(() => walk(bytes), malformed(`test: 20 bytes where at least ${length} are needed`));
    }
  });

  it('is an NLMSG_ERROR without its errno', () => {
    assert.throws(() => walk(reply(message(ERROR, u32()))), malformed('test: 16 bytes where at least 20 are needed'));
  });

  it('names the operation and the attribute of an error text that does not fit', () => {
    const payload = concat(u32(-EINVAL), attribute(1, text('x'), 99));
    const bytes = reply(message(DONE, payload, { flags: ACK_TLVS }));
    assert.throws(() => walk(bytes), malformed('test attribute: 8 bytes where at least 99 are needed'));
  });
});

describe('ReplyBytes', () => {
  it('reads recorded bytes wherever they lie, and no byte more', () => {
    const memory = concat(Uint8Array.of(0xaa), message(DATA, Uint8Array.of(1, 2, 3, 4, 5)), Uint8Array.of(0xbb));
    const bytes = ReplyBytes.from(memory.subarray(1, 1 + 21));
    assert.equal(bytes.length, 21);
    assert.deepEqual(walk(bytes).seen, [[DATA, [1, 2, 3, 4, 5]]]);
  });
});

describe('buildRequest', () => {
  it('makes one message that the walk takes apart again, padded to 4 bytes', () => {
    const bytes = buildRequest(DATA, 0x301, Uint8Array.of(1, 2, 3, 4, 5));
    assert.equal(bytes.length, 24);
    assert.deepEqual([...bytes.subarray(0, 8)], [...u32(24), ...u16(DATA, 0x301)]);
    assert.deepEqual(walk(ReplyBytes.from(bytes)).seen, [[DATA, [1, 2, 3, 4, 5, 0, 0, 0]]]);
  });
});
