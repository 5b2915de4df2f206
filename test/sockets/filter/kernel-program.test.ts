import assert from 'node:assert/strict';
import { endianness } from 'node:os';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { kernelProgram } from '../../../src/sockets/filter/bytecode.ts';
import type { End, KernelTest } from '../../../src/sockets/filter/kernel-test.ts';
import { AF_INET, AF_INET6 } from '../../../src/uapi/sockets.ts';

/** What the kernel compares of a socket: `struct inet_diag_entry`. */
interface Entry {
  family: number;
  addresses: Record<End, Uint8Array>;
  ports: Record<End, number>;
  index: number;
  mark: number;
  cgroup: bigint;
}

const LITTLE = endianness() === 'LE';
const ENDS: readonly End[] = ['local', 'remote'];

/** As `inet_diag_bc_audit()` has it. Returns where operations begin. */
function audit(program: Uint8Array): void {
  const view = new DataView(program.buffer, program.byteOffset, program.length);
  assert.ok(program.length >= 4 && program.length + 4 <= 0xffff);
  const starts = new Set([program.length]);
  for (let at = 0; at < program.length; at += view.getUint8(at + 1)) {
    assert.equal(view.getUint8(at + 1), lengthOf(view, at), `the length of the operation at ${at}`);
    starts.add(at);
  }
  for (const at of starts) {
    if (at === program.length) continue;
    const no = view.getUint16(at + 2, LITTLE);
    assert.ok(no >= lengthOf(view, at) && no % 4 === 0, `${no} at ${at}`);
    assert.ok(starts.has(at + no) || at + no === program.length + 4, `a jump into nothing from ${at}`);
  }
}

function lengthOf(view: DataView, at: number): number {
  const code = view.getUint8(at);
  if (code === 1) return 4;
  if (code >= 2 && code <= 5) return 8;
  if (code === 7 || code === 8) return 12 + (view.getUint8(at + 4) === AF_INET ? 4 : 16);
  if (code === 9) return 8;
  assert.ok(code === 10 || code === 13, `code ${code}`);
  return 12;
}

/** As `inet_diag_bc_run()` does it. */
function run(program: Uint8Array, entry: Entry): boolean {
  const view = new DataView(program.buffer, program.byteOffset, program.length);
  let at = 0;
  while (at < program.length) {
    at += holds(view, at, entry) ? view.getUint8(at + 1) : view.getUint16(at + 2, LITTLE);
  }
  return at === program.length;
}

function holds(view: DataView, at: number, entry: Entry): boolean {
  const code = view.getUint8(at);
  const port = () => view.getUint16(at + 6, LITTLE);
  const word = (n: number) => view.getUint32(at + 4 * n, LITTLE);
  if (code === 2) return entry.ports.local >= port();
  if (code === 3) return entry.ports.local <= port();
  if (code === 4) return entry.ports.remote >= port();
  if (code === 5) return entry.ports.remote <= port();
  if (code === 9) return entry.index === word(1);
  if (code === 10) return (entry.mark & word(2)) >>> 0 === word(1);
  if (code === 13) return entry.cgroup === view.getBigUint64(at + 4, LITTLE);
  if (code !== 7 && code !== 8) return false;
  const [family, length] = [view.getUint8(at + 4), view.getUint8(at + 5)];
  assert.equal(view.getInt32(at + 8, LITTLE), -1);
  const wanted = new Uint8Array(view.buffer, view.byteOffset + at + 12, family === AF_INET ? 4 : 16);
  return hostHolds(entry, entry.addresses[code === 7 ? 'local' : 'remote'], family, wanted, length);
}

function hostHolds(entry: Entry, address: Uint8Array, family: number, wanted: Uint8Array, length: number): boolean {
  const mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
  if (family === entry.family) return bits(address).startsWith(bits(wanted).slice(0, length));
  if (entry.family !== AF_INET6 || !mapped.every((byte, i) => address[i] === byte)) return false;
  return bits(address.subarray(12)).startsWith(bits(wanted).slice(0, length));
}

const bits = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');

/** What a test means. */
function isTrue(test: KernelTest, entry: Entry): boolean {
  switch (test.is) {
    case 'any':
      return true;
    case 'and':
      return test.parts.every((part) => isTrue(part, entry));
    case 'or':
      return test.parts.some((part) => isTrue(part, entry));
    case 'ports':
      return test.ranges.some(({ low, high }) => entry.ports[test.end] >= low && entry.ports[test.end] <= high);
    case 'host': {
      const { family, address, length } = test.prefix;
      const number = family === 'inet' ? AF_INET : AF_INET6;
      return hostHolds(entry, entry.addresses[test.end], number, address, length) !== test.not;
    }
    case 'device':
      return (entry.index === test.index) !== test.not;
    case 'mark':
      return ((entry.mark & test.mask) >>> 0 === test.number) !== test.not;
    case 'cgroup':
      return (entry.cgroup === test.id) !== test.not;
    default:
      return false;
  }
}

const addresses = (length: number) =>
  fc.constantFrom(...[0, 1, 127].map((first) => Uint8Array.from({ length }, (_, i) => (i === 0 ? first : i % 2))));
const mappedAddress = addresses(4).map((address) =>
  Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...address),
);
const port = fc.constantFrom(0, 1, 79, 80, 81, 443, 1024, 65_535);
const end = fc.constantFrom(...ENDS);

const leaf: fc.Arbitrary<KernelTest> = fc.oneof(
  fc.record({
    is: fc.constant('ports' as const),
    end,
    ranges: fc.uniqueArray(port, { minLength: 1, maxLength: 5 }).map(rangesOf),
  }),
  fc
    .tuple(
      fc.constantFrom<'inet' | 'inet6'>('inet', 'inet6'),
      fc.nat(128),
      end,
      fc.boolean(),
      addresses(4),
      fc.oneof(addresses(16), mappedAddress),
    )
    .map(([family, length, end, not, ipv4, ipv6]): KernelTest => {
      const prefix = {
        family,
        length: family === 'inet' ? length % 33 : length,
        address: family === 'inet' ? ipv4 : ipv6,
      };
      return { is: 'host', end, prefix, not };
    }),
  fc.record({ is: fc.constant('device' as const), index: fc.nat(2), not: fc.boolean() }),
  fc.record({
    is: fc.constant('mark' as const),
    number: fc.nat(3),
    mask: fc.constantFrom(3, 0xffffffff),
    not: fc.boolean(),
  }),
  fc.record({ is: fc.constant('cgroup' as const), id: fc.constantFrom(1n, 2n ** 63n + 5n), not: fc.boolean() }),
);

/** A range for each port, to the one below the next. */
function rangesOf(ports: number[]) {
  const sorted = ports.sort((a, b) => a - b);
  return sorted.map((low, i) => ({ low, high: i % 2 === 0 ? low : Math.max(low, (sorted[i + 1] ?? low + 2) - 2) }));
}

const { tests } = fc.letrec<{ tests: KernelTest }>((tie) => ({
  tests: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    leaf,
    fc.record({
      is: fc.constantFrom<'and' | 'or'>('and', 'or'),
      parts: fc.array(tie('tests'), { minLength: 2, maxLength: 4 }),
    }),
  ),
}));

const entries: fc.Arbitrary<Entry> = fc
  .record({
    ipv6: fc.boolean(),
    four: fc.tuple(addresses(4), addresses(4)),
    six: fc.tuple(fc.oneof(addresses(16), mappedAddress), addresses(16)),
    ports: fc.record({ local: port, remote: port }),
    index: fc.nat(2),
    mark: fc.nat(7),
    cgroup: fc.constantFrom(1n, 2n ** 63n + 5n),
  })
  .map(({ ipv6, four, six, ...rest }) => {
    const [local, remote] = ipv6 ? six : four;
    return { ...rest, family: ipv6 ? AF_INET6 : AF_INET, addresses: { local, remote } };
  });

describe('a program for the kernel', () => {
  it('takes the sockets for which its test holds, and passes the audit, whatever the test', () => {
    fc.assert(
      fc.property(tests, fc.array(entries, { minLength: 20, maxLength: 20 }), (test, sockets) => {
        const program = kernelProgram(test);
        if (program) audit(program);
        for (const entry of sockets) assert.equal(program ? run(program, entry) : true, isTrue(test, entry));
      }),
      { seed: 15, numRuns: 2000 },
    );
  });

  it('is none where its test would be too long, and leaves out what does not fit', () => {
    const prefix = { family: 'inet6' as const, address: new Uint8Array(16), length: 128 };
    const hosts: KernelTest[] = Array.from({ length: 3000 }, () => ({ is: 'host', end: 'local', prefix, not: false }));
    assert.equal(kernelProgram({ is: 'or', parts: hosts }), undefined);
    const ports: KernelTest = { is: 'ports', end: 'remote', ranges: [{ low: 443, high: 443 }] };
    const program = kernelProgram({ is: 'and', parts: [{ is: 'or', parts: hosts }, ports] });
    assert.deepEqual(program, kernelProgram(ports));
  });
});
