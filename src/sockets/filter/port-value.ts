import { cInteger, parsePrefix } from './addresses.ts';
import type { Span, Value } from './expression.ts';
import { type Failing, quoted } from './filter-error.ts';
import { MAX_PORT } from './ports.ts';

const SERVICE = /^(?=.*[a-z])[a-z\d][\w.+*/-]{0,63}$/i;

/** Reads a port, a range of them (`1024-2048` or `1024..2048`) or the name of a service; undefined for any port: `*`. */
export function portValue(text: string, { from, to }: Span, fail: Failing): Value | undefined {
  if (text === '*' || text === '') return undefined;
  const [, first, last] = /^(\w+)(?:-|\.\.)(\w+)$/.exec(text) ?? [];
  const [low, high] = [cInteger(first ?? ''), cInteger(last ?? '')];
  if (low !== undefined && high !== undefined) {
    checkPort(high, { from, to }, fail);
    if (low > high) throw fail('this range ends before it begins', from, [`${high}-${low}`]);
    return { kind: 'range', low, high, from, to };
  }
  const number = cInteger(text);
  if (number !== undefined) {
    checkPort(number, { from, to }, fail);
    return { kind: 'number', number, from, to };
  }
  if (!SERVICE.test(text)) throw fail(`${quoted(text)} is no port`, from, withAddress(text));
  return { kind: 'named', what: 'service', name: text, from, to };
}

/** Whether a text can be a port's number. */
export function isPortNumber(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= MAX_PORT;
}

function checkPort(port: number, at: Span, fail: Failing): void {
  if (port > MAX_PORT) throw fail(`a port is at most ${MAX_PORT}`, at);
}

/** An address stands behind other words. */
function withAddress(text: string): string[] {
  const isAddress = parsePrefix(text) !== undefined || parsePrefix(text.replace(/:\w*$/, '')) !== undefined;
  return isAddress && /[.:]/.test(text) ? [`src ${text}`, `dst ${text}`] : [];
}
