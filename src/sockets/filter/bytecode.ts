import { AF_INET, AF_INET6 } from '../../uapi/sockets.ts';
import type { Prefix } from './expression.ts';
import type { Interval } from './intervals.ts';
import { ANY, allOf, type End, type KernelTest } from './kernel-test.ts';
import type { PortFilter } from './ports.ts';
import { type Label, Program } from './program.ts';

/** Codes of `enum` in `include/uapi/linux/inet_diag.h`, those of the local end; of the remote end where there are two. */
const GE = { local: 2, remote: 4 } as const;
const LE = { local: 3, remote: 5 } as const;
const HOST = { local: 7, remote: 8 } as const;
const DEVICE = 9;
const MARK = 10;
const CGROUP = 13;

/** `struct inet_diag_hostcond`: family, prefix length, two bytes of nothing, the port or -1 for any, then the address. */
const HOST_BYTES = 8;
const ANY_PORT = 0xffffffff;

/** An attribute's length has 16 bits, as has a jump, and the header counts. */
const MOST_BYTES = 0xffff - 4;

/** Of a range in the search below: two comparisons and a jump; two ends of a socket share the attribute. */
const RANGE_BYTES = 20;
const MAX_RANGES = Math.floor(MOST_BYTES / (2 * RANGE_BYTES));

/** Tests of which some kernel knows nothing: of the device since Linux 4.8, of the mark since 4.9, of the cgroup since 5.8. */
export function isNewerTest({ is }: KernelTest): boolean {
  return is === 'device' || is === 'mark' || is === 'cgroup';
}

/** What is to be asked of the kernel for ports. No set may be empty. */
export function portsWanted({ local, remote }: PortFilter): KernelTest {
  return allOf([
    local ? { is: 'ports', end: 'local', ranges: portRanges(local) } : ANY,
    remote ? { is: 'ports', end: 'remote', ranges: portRanges(remote) } : ANY,
  ]);
}

/**
 * The program that takes the sockets for which a test holds; none where it takes all. Where it would be too long it takes more, as whatever lies
 * between the first and the last port of a list, so the rows must be looked at again.
 */
export function kernelProgram(test: KernelTest): Uint8Array | undefined {
  const fitting = fitted(test, MOST_BYTES);
  if (fitting.is === 'any') return undefined;
  const program = new Program();
  write(program, fitting, program.taken, program.refused, program.taken);
  return program.finish();
}

/** A wider test that takes so many bytes at most. */
function fitted(test: KernelTest, bytes: number): KernelTest {
  if (test.is === 'ports' && test.ranges.length > MAX_RANGES) return fitted(hull(test), bytes);
  if (test.is !== 'and') return test.is !== 'states' && sizeOf(test) <= bytes ? test : ANY;
  let left = bytes;
  const parts = test.parts.map((part) => {
    const fitting = fitted(part, left);
    left -= sizeOf(fitting);
    return fitting;
  });
  return allOf(parts);
}

function hull(test: Extract<KernelTest, { is: 'ports' }>): KernelTest {
  const [first, last] = [test.ranges[0] as Interval, test.ranges.at(-1) as Interval];
  return { ...test, ranges: [{ low: first.low, high: last.high }] };
}

/** At most. */
function sizeOf(test: KernelTest): number {
  if (test.is === 'and' || test.is === 'or') return test.parts.reduce((sum, part) => sum + sizeOf(part), 0);
  if (test.is === 'ports') return RANGE_BYTES * test.ranges.length;
  return test.is === 'any' ? 0 : LEAF_BYTES;
}

/** The longest one is of a host: its operation, a jump behind it, and what is compared. */
const LEAF_BYTES = 4 + HOST_BYTES + 16 + 4;

function portRanges(ports: ReadonlySet<number>): Interval[] {
  const ranges: Interval[] = [];
  let last: Interval | undefined;
  for (const port of [...ports].sort((a, b) => a - b)) {
    if (last?.high === port - 1) {
      last.high = port;
    } else {
      last = { low: port, high: port };
      ranges.push(last);
    }
  }
  return ranges;
}

/** Goes on at `yes` with a socket for which the test holds, at `no` with another; `next` is the one of the two that comes right behind it. */
function write(program: Program, test: KernelTest, yes: Label, no: Label, next: Label): void {
  if (test.is === 'and' || test.is === 'or') {
    writeJunction(program, test, yes, no, next);
  } else if (test.is === 'ports') {
    program.compare(GE[test.end], (test.ranges[0] as Interval).low, no);
    writeSearch(program, test, 0, test.ranges.length, { yes, no, next });
  } else {
    const [holds, otherwise] = 'not' in test && test.not ? [no, yes] : [yes, no];
    writeLeaf(program, test, otherwise);
    if (next !== holds) program.jump(holds);
  }
}

function writeJunction(
  program: Program,
  { is, parts }: Extract<KernelTest, { is: 'and' | 'or' }>,
  yes: Label,
  no: Label,
  next: Label,
): void {
  for (const part of parts.slice(0, -1)) {
    const behind = program.label();
    if (is === 'and') write(program, part, behind, no, behind);
    else write(program, part, yes, behind, behind);
    program.place(behind);
  }
  write(program, parts.at(-1) as KernelTest, yes, no, next);
}

/**
 * A binary search, because it runs on every socket, under a lock of the kernel's: of a port that is not below the first of
 * the ranges in `[from, to)`.
 */
function writeSearch(
  program: Program,
  test: { end: End; ranges: readonly Interval[] },
  from: number,
  to: number,
  way: { yes: Label; no: Label; next: Label },
): void {
  const { end, ranges } = test;
  if (to - from === 1) {
    program.compare(LE[end], (ranges[from] as Interval).high, way.no);
    // Behind the last range comes what follows; behind others the next range.
    if (from > 0 || way.next !== way.yes) program.jump(way.yes);
    return;
  }
  const middle = (from + to) >> 1;
  const lower = program.label();
  program.compare(GE[end], (ranges[middle] as Interval).low, lower);
  writeSearch(program, test, middle, to, way);
  program.place(lower);
  writeSearch(program, test, from, middle, way);
}

function writeLeaf(program: Program, test: KernelTest, otherwise: Label): void {
  if (test.is === 'host') program.operation(HOST[test.end], hostCondition(test.prefix), otherwise);
  else if (test.is === 'device') program.operation(DEVICE, Uint32Array.of(test.index), otherwise);
  else if (test.is === 'mark') program.operation(MARK, Uint32Array.of(test.number, test.mask), otherwise);
  else if (test.is === 'cgroup') program.operation(CGROUP, wordsOf(test.id), otherwise);
  else if (test.is === 'none') program.jump(otherwise);
}

function wordsOf(id: bigint): Uint32Array {
  return new Uint32Array(BigUint64Array.of(id).buffer);
}

function hostCondition({ family, address, length }: Prefix): Uint32Array {
  const bytes = new Uint8Array(HOST_BYTES + address.length);
  bytes[0] = family === 'inet' ? AF_INET : AF_INET6;
  bytes[1] = length;
  bytes.set(address, HOST_BYTES);
  const words = new Uint32Array(bytes.buffer);
  words[1] = ANY_PORT;
  return words;
}
