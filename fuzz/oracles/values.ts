import { inspect } from 'node:util';
import { STATES } from '../../src/uapi/sockets.ts';
import type { Target } from '../target.ts';
import { shown } from './difference.ts';
import type { Oracle } from './oracle.ts';

const MAX_PORT = 0xffff;
/** A time that has no end is the one number without one. */
const WITHOUT_END = /Lifetime$/;
const PORT = /port$/i;
const STATE = /^(previous)?state$/i;
const STATE_NAMES: ReadonlySet<unknown> = new Set(STATES);
/** Two spellings of a row: of sockets alone the states are TCP's. */
const isSocket = (holder: object) => 'localPort' in holder && 'shutdown' in holder;

/** Every value is one that its field can have, and can be printed and made JSON of. */
export const values: Oracle = {
  name: 'values',
  finds: ({ target, thorough, first: { answer } }) => {
    if (!answer) return undefined;
    const wrong = wrongValue(answer.value, '', target, undefined);
    if (wrong !== undefined) return wrong;
    try {
      JSON.stringify(answer.value);
      if (thorough) inspect(answer.value);
    } catch (error) {
      return `cannot be shown: ${(error as Error).message}`;
    }
    return undefined;
  },
};

function wrongValue(value: unknown, path: string, target: Target, holder: object | undefined): string | undefined {
  const key = path.slice(path.lastIndexOf('/') + 1);
  if (value === undefined) return `${path} is undefined`;
  if (typeof value === 'number')
    return wrongNumber(value, key, target) && `${path} is ${inspect(value)}: ${wrongNumber(value, key, target)}`;
  if (holder && isSocket(holder) && STATE.test(key) && !STATE_NAMES.has(value)) return `${path} is ${shown(value)}`;
  if (PORT.test(key) && value !== null && typeof value === 'string') return `${path} is ${shown(value)}`;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined;
  for (const [inner, item] of value instanceof Map ? value : Object.entries(value)) {
    const wrong = wrongValue(item, `${path}/${String(inner)}`, target, value);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function wrongNumber(value: number, key: string, { signed, rounded }: Target): string | undefined {
  if (value === Number.POSITIVE_INFINITY && WITHOUT_END.test(key)) return undefined;
  if (!Number.isFinite(value)) return 'not a number';
  if (Object.is(value, -0)) return 'below zero and not';
  if (value < 0 && signed?.test(key) !== true) return 'below 0';
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER && rounded?.test(key) !== true) return 'not the number that was read';
  if (PORT.test(key) && (!Number.isInteger(value) || value > MAX_PORT)) return 'no port';
  return undefined;
}
