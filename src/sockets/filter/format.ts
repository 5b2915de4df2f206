import { formatAddress } from '../../base/address.ts';
import { FAMILY_NUMBERS, STATES, type State } from '../../uapi/sockets.ts';
import { fieldNamed, type NamedField } from '../table/named-fields.ts';
import { isHost } from './addresses.ts';
import { codeWord } from './codes.ts';
import type { Expression, Operator, Prefix, Value } from './expression.ts';
import { stateWord } from './state-words.ts';
import { timeText } from './units.ts';

const ANY = 'src *';
const NONE = 'not src *';

/** The text of an expression: parseFilter() makes the same expression of it. */
export function formatFilter(expression: Expression): string {
  switch (expression.kind) {
    case 'or':
      return expression.parts.map(formatFilter).join(' or ');
    case 'and':
      return expression.parts.length === 0 ? ANY : expression.parts.map(bracketed).join(' and ');
    case 'not':
      return formatNot(expression.part);
    case 'compare':
      return formatCompare(expression.field, expression.operator, expression.values);
    case 'matches':
      return `${fieldWord(expression.field)} ~ ${quotedPattern(expression.pattern)}`;
    case 'isUnknown':
      return `${fieldWord(expression.field)} is unknown`;
    case 'autobound':
      return 'autobound';
  }
}

/** The word by which filters show a field: the shortest of those in kebab-case that are its own. */
export function fieldWord({ name, words }: NamedField): string {
  const own = words.filter((word) => !/[A-Z]/.test(word) && fieldNamed(word)?.name === name);
  return own.find((word) => !word.includes('.')) ?? own[0] ?? name;
}

function bracketed(part: Expression): string {
  return part.kind === 'or' ? `(${formatFilter(part)})` : formatFilter(part);
}

function formatNot(part: Expression): string {
  if (part.kind === 'isUnknown') return `${fieldWord(part.field)} is not unknown`;
  if (part.kind === 'matches') return `${fieldWord(part.field)} !~ ${quotedPattern(part.pattern)}`;
  const isJoined = part.kind === 'or' || (part.kind === 'and' && part.parts.length > 0);
  return isJoined ? `not (${formatFilter(part)})` : `not ${formatFilter(part)}`;
}

function formatCompare(field: NamedField, operator: Operator, values: readonly Value[]): string {
  const [value] = values;
  if (value === undefined) return formatNothing(field, operator);
  if (value.kind === 'boolean' && value.is && operator === '=' && values.length === 1) return fieldWord(field);
  const isUnixEnd = values.some((each) => each.kind === 'glob' && each.anyCase === true);
  const word = isUnixEnd ? 'src' : fieldWord(field);
  const texts = values.map((each) => formatValue(field, each));
  if (texts.length === 1) return `${word} ${operator} ${texts[0]}`;
  return `${word} ${operator === '!=' ? 'not in' : 'in'} (${texts.join(', ')})`;
}

/** A comparison with none of anything: a name that stood for several may stand for none. */
function formatNothing({ name }: NamedField, operator: Operator): string {
  if (operator === '!=') return ANY;
  return name === 'state' ? 'exclude all' : NONE;
}

function formatValue(field: NamedField, value: Value): string {
  switch (value.kind) {
    case 'number':
      return numberText(field, value.number);
    case 'id64':
      return `${value.id}`;
    case 'boolean':
      return `${value.is}`;
    case 'text':
      return quotedWord(value.text);
    case 'glob':
      return (value.anyCase ? 'unix:' : '') + globText(value.glob);
    case 'prefix':
      return prefixText(value.prefix);
    case 'range':
      return `${numberText(field, value.low)}-${numberText(field, value.high)}`;
    case 'masked':
      return `0x${value.number.toString(16)}/0x${value.mask.toString(16)}`;
    case 'named':
      return quotedWord(value.name);
  }
}

function numberText({ name, unit }: NamedField, number: number): string {
  if (name === 'state') return stateWord(STATES[number] as State);
  if (unit === 'us' || unit === 'ms') return timeText(number, unit);
  return codeWord(name, number) ?? `${number}`;
}

function prefixText(prefix: Prefix): string {
  const text = formatAddress(FAMILY_NUMBERS[prefix.family], prefix.address, 0);
  const length = isHost(prefix) ? '' : `/${prefix.length}`;
  return prefix.family === 'inet6' ? `[${text}]${length}` : text + length;
}

/** As a word where it can stand so, else in quotes, which take the meaning from all that is in them. */
function quotedWord(text: string): string {
  if (/^[\w./:@%+-]+$/.test(text)) return text;
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** A glob in quotes would be none, so each character that ends a word needs a backslash. */
function globText(glob: string): string {
  return glob.replace(/\\.|[\s(),&|"']/gs, (all) => (all.startsWith('\\') ? all : `\\${all}`));
}

function quotedPattern({ source }: RegExp): string {
  if (!source.includes('"')) return `"${source}"`;
  return source.includes("'") ? `"${source.replace(/\\?"/g, '\\x22')}"` : `'${source}'`;
}
