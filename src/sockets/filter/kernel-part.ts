import { FAMILY_NUMBERS, type Family, PROTOCOL_NUMBERS, type Protocol, STATE_NUMBERS } from '../../uapi/sockets.ts';
import type { NamedField } from '../table/named-fields.ts';
import { codeCondition } from './condition.ts';
import type { Comparison, Expression, Value } from './expression.ts';
import type { Facts } from './facts.ts';
import { type Interval, numberSet } from './intervals.ts';
import { ALL_STATES, ANY, allOf, anyOf, type End, type KernelTest, NONE, statesTest } from './kernel-test.ts';
import { nameOfCode } from './names.ts';
import { MAX_PORT } from './ports.ts';

/** A table of the kernel: all of its sockets have this protocol and this family. */
export interface SocketPlace {
  protocol: Protocol;
  family: Family;
}

const LISTEN_ONLY = 1 << STATE_NUMBERS.LISTEN;
const NOT_TIME_WAIT = ALL_STATES & ~(1 << STATE_NUMBERS.TIME_WAIT);

/** Every inet socket knows these. */
const ALWAYS_KNOWN = ['protocol', 'family', 'state', 'localAddress', 'localPort', 'remoteAddress', 'remotePort'];

/**
 * What must hold of a socket for an expression to be true of its row, or false: as much of it as the kernel can decide. Where a row does not know
 * a field the expression is neither, and so `not` asks for a known field too: what is left to the rows is left to them in both.
 */
export function kernelPart(expression: Expression, place: SocketPlace, facts: Facts, truth = true): KernelTest {
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const parts = expression.parts.map((part) => kernelPart(part, place, facts, truth));
      return (expression.kind === 'and') === truth ? allOf(parts) : anyOf(parts);
    }
    case 'not':
      return kernelPart(expression.part, place, facts, !truth);
    case 'compare':
      return hasField(expression.field, place)
        ? allOf([known(expression.field), compared(expression, place, truth)])
        : NONE;
    case 'matches':
      return hasField(expression.field, place) ? known(expression.field) : NONE;
    case 'isUnknown':
      return unknownPart(expression.field, place, truth);
    case 'autobound':
      return autoboundPart(place, facts, truth);
  }
}

function hasField({ name, on, asked }: NamedField, { protocol, family }: SocketPlace): boolean {
  if (asked === 'tcpInfo') return protocol === (name.startsWith('mptcpInfo.') ? 'mptcp' : 'tcp');
  if (on === 'sctp') return protocol === 'sctp';
  return on === undefined || (family === 'unix') === (on === 'unix');
}

/** The states of sockets that may know a field. */
function known({ name, asked }: NamedField): KernelTest {
  if (name === 'backlog' || name === 'queueFull') return statesTest(LISTEN_ONLY);
  // What waits in TIME_WAIT has neither.
  if (asked === 'tcpInfo' || (asked === 'owners' && name !== 'ownerCount')) return statesTest(NOT_TIME_WAIT);
  return ANY;
}

function unknownPart(field: NamedField, place: SocketPlace, truth: boolean): KernelTest {
  const has = hasField(field, place);
  if (!truth) return has ? known(field) : NONE;
  return has && ALWAYS_KNOWN.includes(field.name) ? NONE : ANY;
}

function autoboundPart({ family }: SocketPlace, { chosenPorts }: Facts, truth: boolean): KernelTest {
  if (family === 'unix') return ANY;
  return chosenPorts ? portsTest('local', [chosenPorts], truth) : NONE;
}

function compared(compare: Comparison, place: SocketPlace, wanted: boolean): KernelTest {
  const { field, operator, values } = compare;
  const truth = (operator !== '!=') === wanted;
  const asked: Comparison = operator === '!=' ? { ...compare, operator: '=' } : compare;
  switch (field.name) {
    case 'protocol':
      return constantPart(asked, PROTOCOL_NUMBERS[place.protocol], truth);
    case 'family':
      return constantPart(asked, FAMILY_NUMBERS[place.family], truth);
    case 'state':
      return statesPart(asked, truth);
    case 'localPort':
    case 'remotePort':
      return portsPart(asked, field.name === 'localPort' ? 'local' : 'remote', truth);
    case 'localAddress':
    case 'remoteAddress':
      return hostsPart(values, field.name === 'localAddress' ? 'local' : 'remote', place, truth);
    case 'interface':
    case 'mark':
    case 'cgroup':
      return asked.operator === '=' ? leavesPart(values, leafOf(field.name), truth) : ANY;
    default:
      return ANY;
  }
}

/** Of what all sockets of a table have alike. */
function constantPart({ field, operator, values }: Comparison, code: number, truth: boolean): KernelTest {
  const holds = codeCondition(operator, values)(code, nameOfCode(field.name, code) as string);
  return holds === truth ? ANY : NONE;
}

function statesPart({ operator, values }: Comparison, truth: boolean): KernelTest {
  const isOne = codeCondition(operator, values);
  let mask = 0;
  for (let state = 0; 1 << state <= ALL_STATES; state++) {
    if (isOne(state, nameOfCode('state', state) as string) === truth) mask |= 1 << state;
  }
  return statesTest(mask);
}

function portsPart({ operator, values }: Comparison, end: End, truth: boolean): KernelTest {
  const set = numberSet(operator, values);
  return set === undefined || set.masked.length > 0 ? ANY : portsTest(end, set.intervals, truth);
}

function portsTest(end: End, intervals: readonly Interval[], truth: boolean): KernelTest {
  const within = wholePorts(intervals);
  const ranges = truth ? within : others(within);
  const [first] = ranges;
  if (first === undefined) return NONE;
  return first.low === 0 && first.high === MAX_PORT ? ANY : { is: 'ports', end, ranges };
}

function wholePorts(intervals: readonly Interval[]): Interval[] {
  const ranges: Interval[] = [];
  for (const { low, high } of intervals) {
    const [from, to] = [Math.max(0, Math.ceil(low)), Math.min(MAX_PORT, Math.floor(high))];
    const last = ranges.at(-1);
    if (from > to) continue;
    if (last && from <= last.high + 1) last.high = Math.max(last.high, to);
    else ranges.push({ low: from, high: to });
  }
  return ranges;
}

/** The ports between and beside ranges. */
function others(ranges: readonly Interval[]): Interval[] {
  const gaps: Interval[] = [];
  let from = 0;
  for (const { low, high } of ranges) {
    if (low > from) gaps.push({ low: from, high: low - 1 });
    from = high + 1;
  }
  if (from <= MAX_PORT) gaps.push({ low: from, high: MAX_PORT });
  return gaps;
}

/** Of IPv4 prefixes the kernel takes what is mapped into IPv6 too, as we do. */
function hostsPart(values: readonly Value[], end: End, { family }: SocketPlace, truth: boolean): KernelTest {
  return leavesPart(
    values,
    (value, not) => {
      if (value.kind !== 'prefix') return undefined;
      if (family === 'inet' && value.prefix.family === 'inet6') return not ? ANY : NONE;
      return { is: 'host', end, prefix: value.prefix, not };
    },
    truth,
  );
}

type KernelLeaf = (value: Value, not: boolean) => KernelTest | undefined;

/** Any of the values, or none of them, where the kernel can be asked for each. */
function leavesPart(values: readonly Value[], leaf: KernelLeaf, truth: boolean): KernelTest {
  const parts = values.map((value) => leaf(value, !truth) ?? ANY);
  return truth ? anyOf(parts) : allOf(parts);
}

function leafOf(name: 'interface' | 'mark' | 'cgroup'): KernelLeaf {
  return (value, not) => {
    if (name === 'cgroup') return value.kind === 'id64' ? { is: 'cgroup', id: value.id, not } : undefined;
    if (name === 'mark' && value.kind === 'masked')
      return { is: 'mark', number: value.number >>> 0, mask: value.mask >>> 0, not };
    if (value.kind !== 'number' || !Number.isInteger(value.number) || value.number > MOST_U32) return undefined;
    if (name === 'interface') return { is: 'device', index: value.number, not };
    return { is: 'mark', number: value.number, mask: MOST_U32, not };
  };
}

const MOST_U32 = 0xffffffff;
