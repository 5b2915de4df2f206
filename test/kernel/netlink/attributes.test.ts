import assert from 'node:assert/strict';
import { endianness } from 'node:os';
import { describe, it } from 'node:test';
import { Attributes } from '../../../src/kernel/netlink/attributes.ts';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { bounded, randomNumbers } from '../../support/fixtures.ts';
import { attribute, concat, reply, u16, u32 } from '../../support/nlmsg.ts';

const LITTLE = endianness() === 'LE';
const malformed = (message: string) => ({ code: 'ERR_MALFORMED_REPLY', message, name: 'SockdiagError' });

/** Type and value of each attribute. */
function walk(bytes: ReplyBytes, start = 0, end = bytes.length): [number, number[]][] {
  const attributes = new Attributes('test');
  const seen: [number, number[]][] = [];
  attributes.reset(bytes, start, end);
  while (attributes.next()) {
    const { type, from, to, length } = attributes;
    assert.equal(length, to - from);
    seen.push([type, [...attributes.reply.u8.subarray(from, to)]]);
  }
  return seen;
}

const walkAll = (...parts: Uint8Array[]) => walk(reply(...parts));

/** At the only attribute, whose value these bytes are. */
function at(...value: number[]): Attributes {
  const attributes = new Attributes('test');
  const bytes = reply(attribute(1, Uint8Array.from(value)));
  attributes.reset(bytes, 0, bytes.length);
  assert.ok(attributes.next());
  return attributes;
}

/** The same by the plainest means: what a walk sees, or the numbers of its error. */
function naive(
  bytes: Uint8Array,
  start: number,
  end: number,
): [number, number[]][] | { there: number; wanted: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const seen: [number, number[]][] = [];
  for (let offset = start; offset < end; ) {
    if (end - offset < 4) return { there: end - offset, wanted: 4 };
    const length = view.getUint16(offset, LITTLE);
    if (length < 4) return { there: length, wanted: 4 };
    if (offset + length > end) return { there: end - offset, wanted: length };
    seen.push([view.getUint16(offset + 2, LITTLE) % 0x4000, [...bytes.subarray(offset + 4, offset + length)]]);
    offset += 4 * Math.ceil(length / 4);
  }
  return seen;
}

function assertAsNaive(bytes: Uint8Array, start: number, end: number, what: string): void {
  const expected = naive(bytes, start, end);
  const seen = () => bounded(() => walk(ReplyBytes.from(bytes), start, end));
  if (Array.isArray(expected)) assert.deepEqual(seen(), expected, what);
  else {
    const { there, wanted } = expected;
    assert.throws(seen, malformed(`test attribute: ${there} bytes where at least ${wanted} are needed`), what);
  }
}

describe('a walk over attributes', () => {
  it('hands out each payload without its padding, an empty one too', () => {
    assert.deepEqual(
      walkAll(attribute(1, Uint8Array.of(7)), attribute(2, u32()), attribute(3, Uint8Array.of(1, 2, 3, 4))),
      [
        [1, [7]],
        [2, []],
        [3, [1, 2, 3, 4]],
      ],
    );
  });

  it('takes the flags for nested and for network order off the type', () => {
    const types = walkAll(
      attribute(0x8001, u32()),
      attribute(0x4002, u32()),
      attribute(0xc003, u32()),
      attribute(0x3fff, u32()),
    );
    assert.deepEqual(
      types.map(([type]) => type),
      [1, 2, 3, 0x3fff],
    );
  });

  it('accepts a last attribute whose padding was left out', () => {
    assert.deepEqual(walkAll(concat(u16(5, 9), Uint8Array.of(1))), [[9, [1]]]);
  });

  it('refuses a length that is too short or too long, and a header cut off', () => {
    for (const [length, there, wanted] of [
      [0, 0, 4],
      [3, 3, 4],
      [9, 8, 9],
      [0xffff, 8, 0xffff],
    ] as const) {
      const error = malformed(`test attribute: ${there} bytes where at least ${wanted} are needed`);
      assert.throws(() => walkAll(attribute(1, u32(1), length)), error);
    }
    assert.throws(
      () => walkAll(attribute(1, u32(1)), Uint8Array.of(4, 0)),
      malformed('test attribute: 2 bytes where at least 4 are needed'),
    );
  });

  it('sees nothing where there is nothing, and says so again', () => {
    const attributes = new Attributes('test');
    assert.equal(attributes.next(), false);
    attributes.reset(reply(attribute(1, u32(1))), 8, 8);
    assert.equal(attributes.next(), false);
    assert.equal(attributes.next(), false);
  });

  it('begins anew after a reset, also in the middle of a walk and after an error', () => {
    const attributes = new Attributes('test');
    const first = reply(attribute(1, u32(1)), attribute(2, u32(2)), u16(3, 0));
    const second = reply(attribute(3, u32(3)));
    attributes.reset(first, 0, first.length);
    attributes.next();
    attributes.reset(second, 0, second.length);
    assert.ok(attributes.next());
    assert.deepEqual([attributes.type, attributes.u32(), attributes.next()], [3, 3, false]);
    attributes.reset(first, 0, first.length);
    assert.throws(() => {
      while (attributes.next());
    }, malformed('test attribute: 3 bytes where at least 4 are needed'));
    attributes.reset(first, 8, 16);
    assert.ok(attributes.next());
    assert.deepEqual([attributes.type, attributes.u32(), attributes.next()], [2, 2, false]);
  });

  it('heeds where the message ends, whatever the reply has behind', () => {
    const bytes = concat(attribute(1, u32(1)), attribute(2, Uint8Array.of(1, 2)), attribute(0xc003, u32(3, 4)));
    for (let end = 0; end <= bytes.length; end++) assertAsNaive(bytes, 0, end, `end at ${end}`);
  });

  it('refuses a reply cut off at any byte that is not between two attributes', () => {
    const bytes = concat(attribute(1, u32(1)), attribute(2, Uint8Array.of(1, 2)), attribute(0xc003, u32(3, 4)));
    for (let end = 0; end <= bytes.length; end++) assertAsNaive(bytes.subarray(0, end), 0, end, `cut at ${end}`);
  });

  it('sees in random bytes what the plainest walk sees', () => {
    const random = randomNumbers(77);
    for (let round = 0; round < 3000; round++) {
      // Small lengths, so that walks get far, with an odd one now and then.
      const parts = Array.from({ length: random(6) }, () => {
        const value = Uint8Array.from({ length: random(12) }, () => random(256));
        return attribute(random(0x10000), value, random(8) === 0 ? random(24) : undefined);
      });
      const bytes = concat(...parts, new Uint8Array(random(4)));
      if (bytes.length > 0 && random(2) === 0) bytes[random(bytes.length)] = random(256);
      assertAsNaive(bytes, 0, bytes.length, `round ${round}: ${bytes}`);
    }
  });
});

describe('the value of an attribute', () => {
  it('is read in the order of the machine, and in that of the network', () => {
    const value = at(0x81, 0x02, 0x03, 0x84);
    assert.equal(value.u8(), 0x81);
    assert.equal(value.u16(), LITTLE ? 0x0281 : 0x8102);
    assert.equal(value.u32(), LITTLE ? 0x84030281 : 0x81020384);
    assert.equal(value.be16(), 0x8102);
    assert.equal(value.be32(), 0x81020384);
  });

  it('is read at an offset', () => {
    const value = at(0, 0, 0, 1, 0x80, 0, 0, 0, 9, 10, 11, 12);
    assert.equal(value.be32(4), 0x80000000);
    assert.equal(value.be32(8), 0x090a0b0c);
    assert.equal(value.u32(8), LITTLE ? 0x0c0b0a09 : 0x090a0b0c);
  });

  it('is copied in bytes and in words, as many as are wanted', () => {
    const value = at(1, 2, 3, 4, 5, 6, 7, 8);
    const bytes = new Uint8Array(5);
    value.copyBytes(bytes, 4);
    assert.deepEqual([...bytes], [1, 2, 3, 4, 0]);
    value.copyBytes(bytes, 3, 5);
    assert.deepEqual([...bytes], [6, 7, 8, 4, 0]);
    const words = new Uint32Array(3);
    value.copyWords(words, 2);
    assert.deepEqual([...new Uint8Array(words.buffer)], [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0]);
  });

  it('must have as many bytes as are read of it', () => {
    const readers: [string, number, (value: Attributes) => unknown][] = [
      ['u8', 1, (value) => value.u8()],
      ['u16', 2, (value) => value.u16()],
      ['u32', 4, (value) => value.u32()],
      ['u32 at 8', 12, (value) => value.u32(8)],
      ['be16', 2, (value) => value.be16()],
      ['be32', 4, (value) => value.be32()],
      ['be32 at 4', 8, (value) => value.be32(4)],
      ['4 bytes', 4, (value) => value.copyBytes(new Uint8Array(16), 4)],
      ['16 bytes at 2', 18, (value) => value.copyBytes(new Uint8Array(16), 16, 2)],
      ['4 words', 16, (value) => value.copyWords(new Uint32Array(4), 4)],
    ];
    for (const [name, wanted, read] of readers) {
      for (let length = 0; length < wanted + 3; length++) {
        const value = at(...new Uint8Array(length));
        const message = `test attribute: ${length} bytes where at least ${wanted} are needed`;
        if (length < wanted) assert.throws(() => read(value), malformed(message), name);
        else assert.doesNotThrow(() => read(value), name);
      }
    }
  });

  it('is called too short with the type, where its decoder asks for that', () => {
    const error = at(1, 2).tooShort(4);
    assert.equal(error.message, 'test attribute 1: 2 bytes where at least 4 are needed');
    assert.equal(error.code, 'ERR_MALFORMED_REPLY');
  });
});

describe('nested attributes', () => {
  const inside = concat(attribute(5, u32(50)), attribute(6, Uint8Array.of(1)));
  const bytes = reply(attribute(0x8001, inside), attribute(2, u32(20)));

  it('are walked by another cursor, and the walk around them goes on', () => {
    const outer = new Attributes('test');
    const inner = new Attributes('test');
    const seen: [number, number?][] = [];
    outer.reset(bytes, 0, bytes.length);
    while (outer.next()) {
      seen.push([outer.type]);
      if (outer.type !== 1) continue;
      outer.nested(inner);
      while (inner.next()) seen.push([outer.type, inner.type]);
    }
    assert.deepEqual(seen, [[1], [1, 5], [1, 6], [2]]);
  });

  it('end where the value ends, though the padding and the next attribute follow', () => {
    const outer = new Attributes('test');
    const inner = new Attributes('test');
    const cut = reply(attribute(1, inside.subarray(0, 10)), attribute(2, u32(20)));
    outer.reset(cut, 0, cut.length);
    outer.next();
    outer.nested(inner);
    assert.ok(inner.next());
    assert.throws(() => inner.next(), malformed('test attribute: 2 bytes where at least 4 are needed'));
    assert.ok(outer.next());
    assert.equal(outer.u32(), 20);
  });
});
