import type { Prefix } from './expression.ts';
import type { Interval } from './intervals.ts';

/** An end of a socket. */
export type End = 'local' | 'remote';

/**
 * What the kernel can be asked of a socket of one table, so that it sends fewer. It knows no third truth: `not` stands at the leaves, where what
 * a row does not know has been thought of.
 */
export type KernelTest =
  /** True of every socket; of none. */
  | { is: 'any' | 'none' }
  | { is: 'and' | 'or'; parts: readonly KernelTest[] }
  /** Bit n for each state n. */
  | { is: 'states'; mask: number }
  | { is: 'ports'; end: End; ranges: readonly Interval[] }
  | { is: 'host'; end: End; prefix: Prefix; not: boolean }
  | { is: 'device'; index: number; not: boolean }
  | { is: 'mark'; number: number; mask: number; not: boolean }
  | { is: 'cgroup'; id: bigint; not: boolean };

export const ANY: KernelTest = { is: 'any' };
export const NONE: KernelTest = { is: 'none' };

/** More than any state's bit. */
export const ALL_STATES = 0xffff;

/** All of the tests, without those that decide nothing. */
export function allOf(tests: readonly KernelTest[]): KernelTest {
  const parts = tests.flatMap((test) => (test.is === 'and' ? test.parts : test.is === 'any' ? [] : [test]));
  if (parts.some(({ is }) => is === 'none')) return NONE;
  const mask = parts.reduce((bits, test) => (test.is === 'states' ? bits & test.mask : bits), ALL_STATES);
  const others = parts.filter(({ is }) => is !== 'states');
  return joined('and', mask === ALL_STATES ? others : [statesTest(mask), ...others]);
}

/** Any of the tests. */
export function anyOf(tests: readonly KernelTest[]): KernelTest {
  const parts = tests.flatMap((test) => (test.is === 'or' ? test.parts : test.is === 'none' ? [] : [test]));
  if (parts.some(({ is }) => is === 'any')) return ANY;
  const mask = parts.reduce((bits, test) => (test.is === 'states' ? bits | test.mask : bits), 0);
  const others = parts.filter(({ is }) => is !== 'states');
  return joined('or', mask === 0 ? others : [statesTest(mask), ...others]);
}

function joined(is: 'and' | 'or', parts: readonly KernelTest[]): KernelTest {
  const [first] = parts;
  if (parts.some((part) => part.is === (is === 'and' ? 'none' : 'any'))) return is === 'and' ? NONE : ANY;
  if (first === undefined) return is === 'and' ? ANY : NONE;
  return parts.length === 1 ? first : { is, parts };
}

export function statesTest(mask: number): KernelTest {
  const bits = mask & ALL_STATES;
  return bits === 0 ? NONE : bits === ALL_STATES ? ANY : { is: 'states', mask: bits };
}

/** The states that a socket may have for which a test holds. */
export function statesOfTest(test: KernelTest): number {
  if (test.is === 'none') return 0;
  if (test.is === 'states') return test.mask;
  if (test.is === 'and') return test.parts.reduce((bits, part) => bits & statesOfTest(part), ALL_STATES);
  return test.is === 'or' ? test.parts.reduce((bits, part) => bits | statesOfTest(part), 0) : ALL_STATES;
}

/** A test without those of its leaves that are not wanted: it is then true of more sockets. */
export function widened(test: KernelTest, wants: (leaf: KernelTest) => boolean): KernelTest {
  if (test.is === 'and') return allOf(test.parts.map((part) => widened(part, wants)));
  if (test.is === 'or') return anyOf(test.parts.map((part) => widened(part, wants)));
  return wants(test) ? test : ANY;
}
