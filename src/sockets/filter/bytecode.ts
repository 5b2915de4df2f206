import type { PortFilter } from './ports.ts';

/**
 * The program the kernel runs on each socket of a dump, `struct inet_diag_bc_op` in `include/uapi/linux/inet_diag.h`: a code,
 * the bytes to go on by when it holds (u8) and when it does not (u16). A comparison is two of them, the second holding its
 * port. A program that ends exactly at its end takes the socket, one that goes 4 bytes beyond it does not.
 *
 * The comparisons for equality came with Linux 4.16; these are in every kernel.
 */
const JMP = 1;
const S_GE = 2;
const S_LE = 3;
const D_GE = 4;
const D_LE = 5;

const OP = 4;
const COMPARISON = 2 * OP;

/** Of a range in the search below: two comparisons and a jump. */
const RANGE_BYTES = 2 * COMPARISON + OP;

/** An attribute's length has 16 bits, as has a jump, and the header counts; two ends of a socket share it. */
const MAX_RANGES = Math.floor((0xffff - OP) / (2 * RANGE_BYTES));

interface PortRange {
  low: number;
  high: number;
}

interface Test {
  ge: number;
  le: number;
  /** Ascending, with a gap between any two. */
  ranges: readonly PortRange[];
}

/**
 * The program that takes the sockets with these ports. Where a set has too many ranges it takes whatever lies between its
 * first and last port, so the rows must be looked at again. No set may be empty.
 */
export function portProgram({ local, remote }: PortFilter): Uint8Array {
  const tests: Test[] = [];
  if (local) tests.push({ ge: S_GE, le: S_LE, ranges: portRanges(local) });
  if (remote) tests.push({ ge: D_GE, le: D_LE, ranges: portRanges(remote) });
  const program = new Program(tests.reduce((bytes, { ranges }) => bytes + RANGE_BYTES * ranges.length, 0));
  for (const test of tests) writeTest(program, test);
  return program.bytes;
}

function portRanges(ports: ReadonlySet<number>): PortRange[] {
  const ranges: PortRange[] = [];
  let last: PortRange | undefined;
  for (const port of [...ports].sort((a, b) => a - b)) {
    if (last?.high === port - 1) {
      last.high = port;
    } else {
      last = { low: port, high: port };
      ranges.push(last);
    }
  }
  if (ranges.length <= MAX_RANGES) return ranges;
  return [{ low: (ranges[0] as PortRange).low, high: (last as PortRange).high }];
}

/** Goes on behind itself with a port that is in one of the ranges. */
function writeTest(program: Program, test: Test): void {
  const { ge, ranges } = test;
  const found = program.at + RANGE_BYTES * ranges.length;
  program.compare(ge, (ranges[0] as PortRange).low, program.rejected);
  writeSearch(program, test, 0, ranges.length, found);
}

/**
 * A binary search, because it runs on every socket, under a lock of the kernel's: of a port that is not below the first of
 * the ranges in `[from, to)`.
 */
function writeSearch(program: Program, test: Test, from: number, to: number, found: number): void {
  const { ge, le, ranges } = test;
  if (to - from === 1) {
    program.compare(le, (ranges[from] as PortRange).high, program.rejected);
    program.jump(found);
    return;
  }
  const middle = (from + to) >> 1;
  program.compare(ge, (ranges[middle] as PortRange).low, program.at + RANGE_BYTES * (to - middle));
  writeSearch(program, test, middle, to, found);
  writeSearch(program, test, from, middle, found);
}

/**
 * The kernel takes no jump backwards and none into the middle of an operation, and it finds out where operations begin by
 * following what each does when it holds: so that is always the next one.
 */
class Program {
  readonly bytes: Uint8Array;
  readonly #u16: Uint16Array;
  /** Where to go with a socket that is not wanted. */
  readonly rejected: number;
  at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#u16 = new Uint16Array(this.bytes.buffer);
    this.rejected = length + OP;
  }

  compare(code: number, port: number, otherwise: number): void {
    this.#write(code, COMPARISON, otherwise);
    this.#u16[(this.at - OP + 2) >> 1] = port;
  }

  /** The kernel's jump never holds. */
  jump(to: number): void {
    this.#write(JMP, OP, to);
  }

  #write(code: number, length: number, otherwise: number): void {
    this.bytes[this.at] = code;
    this.bytes[this.at + 1] = length;
    this.#u16[(this.at + 2) >> 1] = otherwise - this.at;
    this.at += length;
  }
}
