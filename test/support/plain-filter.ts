import { parseAddress } from '../../src/base/parse-address.ts';
import type { Expression, Prefix, Value } from '../../src/sockets/filter/expression.ts';
import { matchesGlob } from '../../src/sockets/filter/glob.ts';
import type { NamedField } from '../../src/sockets/table/named-fields.ts';
import type { SocketJSON } from '../../src/sockets/table/socket-json.ts';
import type { StructField } from '../../src/sockets/table/struct-fields.ts';
import { TCP_INFO_FIELDS, type TcpInfoField } from '../../src/sockets/table/tcp-info-fields.ts';
import { type Tls, tlsText } from '../../src/sockets/table/tls.ts';
import {
  AF_INET,
  AF_INET6,
  ASSOCIATION_STATES,
  FAMILY_NUMBERS,
  PROTOCOL_NUMBERS,
  SOCKET_TYPES,
  STATES,
  TIMERS,
} from '../../src/uapi/sockets.ts';

type Compare = Extract<Expression, { kind: 'compare' }>;

/** What a row's plain data has of a field; none where it is unknown. */
type Found = string | number | bigint | boolean;

/** True, false, or unknown. */
export type Verdict = boolean | null;

export interface PlainFacts {
  /** Every process was looked into. */
  ownersComplete?: boolean;
  chosenPorts?: { low: number; high: number };
  uidOf?: (pid: number) => number | undefined;
}

/** An expression, asked of plain data in the plainest way: by SQL's logic of three values. */
export function plainVerdict(expression: Expression, row: SocketJSON, facts: PlainFacts = {}): Verdict {
  if ('parts' in expression) {
    const verdicts = expression.parts.map((part) => plainVerdict(part, row, facts));
    const decisive = expression.kind === 'or';
    return verdicts.includes(decisive) ? decisive : verdicts.includes(null) ? null : !decisive;
  }
  if (expression.kind === 'not') {
    const verdict = plainVerdict(expression.part, row, facts);
    return verdict === null ? null : !verdict;
  }
  if (expression.kind === 'autobound') return isAutobound(row, facts);
  const found = plainValues(expression.field, row, facts);
  if (expression.kind === 'isUnknown') return found.length === 0;
  if (found.length === 0) return null;
  const { field } = expression;
  const holds =
    expression.kind === 'matches'
      ? found.some((one) => expression.pattern.test(String(one)))
      : found.some((one) => expression.values.some((value) => isHeld(expression, one, value)));
  // What one owner does not tell may be what is looked for.
  if (!holds && plainOwners(field.name, row, facts)?.includes(undefined)) return null;
  return expression.kind === 'compare' && expression.operator === '!=' ? !holds : holds;
}

function isAutobound(row: SocketJSON, { chosenPorts }: PlainFacts): Verdict {
  if (row.protocol === 'unix' || row.localPort === undefined)
    return row.path === null || /^@[0-9a-f]{5}$/.test(row.path ?? '');
  return chosenPorts ? row.localPort >= chosenPorts.low && row.localPort <= chosenPorts.high : null;
}

/** Of a field of many as many as there are. */
export function plainValues({ name, values }: NamedField, row: SocketJSON, facts: PlainFacts): Found[] {
  const [group, member] = name.split('.') as [string, string | undefined];
  if (member !== undefined) return memberOf(row, group, member);
  const own = (row as Record<string, unknown>)[name === 'pathBytes' ? 'path' : name];
  const joint = jointOf(name, row, facts);
  if (joint) return joint;
  if (own === undefined || own === null) return [];
  if (values === 'id64') return [BigInt(own as string)];
  if (name === 'tls') return [tlsText(own as Tls)];
  if (values === 'shutdown') return [shutdownWord(own as { receive: boolean; send: boolean })];
  return Array.isArray(own) ? own : [own as Found];
}

function shutdownWord({ receive, send }: { receive: boolean; send: boolean }): string {
  return SHUTDOWN[(receive ? 1 : 0) | (send ? 2 : 0)] as string;
}

const SHUTDOWN = ['none', 'receive', 'send', 'both'];

function memberOf(row: SocketJSON, group: string, member: string): Found[] {
  const value = (row as unknown as Record<string, Record<string, number | null> | undefined>)[group]?.[member];
  if (value === undefined) return [];
  if (value !== null) return [value];
  const spec: StructField | undefined = TCP_INFO_FIELDS[member as TcpInfoField];
  return spec?.unlimited ? [Number.POSITIVE_INFINITY] : [];
}

function jointOf(name: string, row: SocketJSON, facts: PlainFacts): Found[] | undefined {
  const owners = row.owners ?? [];
  if (name === 'local')
    return row.family === 'unix' ? some(row.path ?? null) : [endpoint(row.localAddress, row.localPort)];
  if (name === 'remote')
    return row.family === 'unix' ? some(row.peerInode || null) : [endpoint(row.remoteAddress, row.remotePort)];
  if (name === 'user') return some(row.uid === null ? null : String(row.uid));
  if (name === 'queueFull')
    return row.family === 'unix' || row.recvQ === null || row.backlog === null ? [] : [row.recvQ > row.backlog];
  if (name === 'ownerCount') {
    const mayBeHeld = owners.length === 0 && row.inode !== 0 && !facts.ownersComplete;
    return row.owners && !mayBeHeld ? [owners.length] : [];
  }
  return plainOwners(name, row, facts)?.filter((found) => found !== undefined);
}

/** What each owner of a row has of a field; undefined where that is not known. */
function plainOwners(name: string, row: SocketJSON, facts: PlainFacts): (Found | undefined)[] | undefined {
  const owners = row.owners ?? [];
  const uids = () => owners.map(({ pid }) => facts.uidOf?.(pid));
  if (name === 'process') return owners.map(({ comm }) => comm || undefined);
  if (name === 'program') return owners.map(({ name }) => name || undefined);
  if (name === 'pid' || name === 'fd') return owners.map((owner) => owner[name]);
  if (name === 'ownerUid') return uids();
  if (name === 'ownerUser') return uids().map((uid) => (uid === undefined ? uid : String(uid)));
  return undefined;
}

const some = <Item>(item: Item | null): Item[] => (item === null ? [] : [item]);

function endpoint(address = '', port = 0): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Names of the kernel's numbers, each at its number. */
const CODES: Readonly<Record<string, (name: string) => number>> = {
  state: (name) => STATES.indexOf(name as never),
  timer: (name) => TIMERS.indexOf(name as never),
  type: (name) => SOCKET_TYPES.indexOf(name as never),
  associationState: (name) => ASSOCIATION_STATES.indexOf(name as never),
  shutdown: (name) => SHUTDOWN.indexOf(name),
  protocol: (name) => PROTOCOL_NUMBERS[name as 'tcp'],
  family: (name) => FAMILY_NUMBERS[name as 'inet'],
};

function isHeld({ field, operator }: Compare, found: Found, value: Value): boolean {
  if (value.kind === 'prefix') return hasPrefix(String(found), value.prefix);
  if (value.kind === 'glob') return matchesGlob(value.glob, String(found), field.values === 'code');
  if (value.kind === 'text') return wordKey(field, String(found)) === wordKey(field, value.text);
  const number = CODES[field.name]?.(String(found)) ?? found;
  if (value.kind === 'masked') return (BigInt(number) & BigInt(value.mask)) === BigInt(value.number);
  if (value.kind === 'range') return Number(number) >= value.low && Number(number) <= value.high;
  const wanted =
    value.kind === 'number' ? value.number : value.kind === 'id64' ? value.id : value.kind === 'boolean' && value.is;
  if (operator === '<') return number < wanted;
  if (operator === '<=') return number <= wanted;
  if (operator === '>') return number > wanted;
  // biome-ignore lint/suspicious/noDoubleEquals: a number is as good as the same one with 64 bits.
  return operator === '>=' ? number >= wanted : number == wanted;
}

const wordKey = (field: NamedField, word: string) =>
  field.values === 'code' ? word.toLowerCase().replace(/[-_]/g, '') : word;

function hasPrefix(text: string, { family, address, length }: Prefix): boolean {
  const bits = bitsOf(text);
  const wanted = [...address]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .slice(0, length);
  const mapped = '0'.repeat(80) + '1'.repeat(16);
  if (family === 'inet6') return bits.length === 128 && bits.startsWith(wanted);
  return bits.length === 32 ? bits.startsWith(wanted) : bits.startsWith(mapped + wanted);
}

/** As zeros and ones. */
function bitsOf(text: string): string {
  const ipv4 = !text.includes(':');
  const bytes = new Uint8Array(ipv4 ? 4 : 16);
  parseAddress(ipv4 ? AF_INET : AF_INET6, text, bytes, 0);
  return [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
}
