import type { AskedField } from '../table/asked-fields.ts';
import type { NamedField } from '../table/named-fields.ts';
import type { Expression } from './expression.ts';
import type { Facts } from './facts.ts';
import { kernelPart, type SocketPlace } from './kernel-part.ts';
import { ALL_STATES, type KernelTest, statesOfTest, widened } from './kernel-test.ts';

/** What a filter must have asked for beside what its query does. */
export interface AskedFor {
  owners: boolean;
  tcpInfo: boolean;
  memory: boolean;
  fields: readonly AskedField[];
  /** The users of processes, which no search for owners tells. */
  ownerUsers: boolean;
  /** What moves between two looks: then the whole is asked behind the second one, of all that was there at the first. */
  rates: boolean;
}

/** What the kernel is asked of one of its tables: its sockets are all that can pass, and others. */
export interface TablePlan {
  /** Bit n for each state n. */
  states: number;
  test: KernelTest;
}

/** An expression, split into what the kernel decides, and what is asked of rows before their owners are known and behind it. */
export interface FilterPlan {
  asked: AskedFor;
  whole: Expression;
  /** Undefined where no socket of the table can pass. */
  table(place: SocketPlace): TablePlan | undefined;
  /** Each undefined where nothing is left to ask. */
  early: Expression | undefined;
  late: Expression | undefined;
}

export function planFilter(expression: Expression, facts: Facts = {}): FilterPlan {
  const parts = conjuncts(expression, true);
  const late = parts.filter((part) => fieldsOf(part).some(({ asked }) => asked === 'owners'));
  return {
    asked: askedFor(fieldsOf(expression)),
    whole: expression,
    table: (place) => tablePlan(expression, place, facts),
    early: joint(parts.filter((part) => !late.includes(part))),
    late: joint(late),
  };
}

/** The same where rates are asked for: whatever a socket was at the first look, it is asked at the second what it is. */
export function ratedPlan(plan: FilterPlan): FilterPlan {
  return { ...lastingPlan(plan), early: undefined, late: undefined };
}

/** What holds of a socket for as long as it lives: its protocol and family, and of TCP both ends. */
export function lastingPlan(plan: FilterPlan): FilterPlan {
  const lasting = (place: SocketPlace): TablePlan | undefined => {
    const test = plan.table(place)?.test;
    if (test === undefined) return undefined;
    const isLasting = ({ is }: KernelTest) => place.protocol === 'tcp' && (is === 'ports' || is === 'host');
    return { states: ALL_STATES, test: widened(test, isLasting) };
  };
  return { ...plan, table: lasting };
}

function tablePlan(expression: Expression, place: SocketPlace, facts: Facts): TablePlan | undefined {
  const whole = kernelPart(expression, place, facts);
  const states = statesOfTest(whole);
  if (states === 0) return undefined;
  return { states, test: widened(whole, ({ is }) => is !== 'states') };
}

/** All that must be true for the whole to be true. */
function conjuncts(expression: Expression, truth: boolean): Expression[] {
  const { kind } = expression;
  if (kind === 'not') return conjuncts(expression.part, !truth);
  if ((kind === 'and' && truth) || (kind === 'or' && !truth))
    return expression.parts.flatMap((part) => conjuncts(part, truth));
  const { from, to } = expression;
  return [truth ? expression : { kind: 'not', part: expression, from, to }];
}

function joint(parts: readonly Expression[]): Expression | undefined {
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) return first;
  return { kind: 'and', parts, from: first.from, to: (parts.at(-1) as Expression).to };
}

function fieldsOf(expression: Expression): NamedField[] {
  if (expression.kind === 'not') return fieldsOf(expression.part);
  if ('parts' in expression) return expression.parts.flatMap(fieldsOf);
  return 'field' in expression ? [expression.field] : [];
}

function askedFor(fields: readonly NamedField[]): AskedFor {
  const asks = (what: NamedField['asked']) => fields.filter(({ asked }) => asked === what);
  return {
    owners: asks('owners').length > 0,
    tcpInfo: asks('tcpInfo').length > 0,
    memory: asks('memory').length > 0,
    rates: asks('rates').length > 0,
    ownerUsers: fields.some(({ name }) => name === 'ownerUid' || name === 'ownerUser'),
    fields: [...new Set(asks('fields').map(({ name }) => name as AskedField))],
  };
}
