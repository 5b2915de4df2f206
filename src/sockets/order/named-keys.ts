import { nearest } from '../../base/nearest.ts';
import { fieldNamed, fieldWords, type NamedField } from '../table/named-fields.ts';
import type { NumberField } from '../table/number-fields.ts';
import { addressListKey, ownAddressKey, primaryKey } from './address-key.ts';
import { id64Key, pathBytesKey, pathKey, shortTextKey } from './bytes-key.ts';
import { codeKey, familyKey, protocolKey, shutdownKey } from './code-key.ts';
import type { GroupKey } from './group-key.ts';
import { isTrue, numberKey } from './number-key.ts';
import { ownerCountKey, ownerNumberKey, processKey } from './owner-key.ts';
import { type NameOf, ownerUidKey, ownerUserKey, userKey } from './people-key.ts';
import { IPV4_BITS, IPV6_BITS, type PrefixLengths, prefixKey } from './prefix-key.ts';
import { queueFullKey } from './queue-full-key.ts';
import { tlsKey } from './tls-key.ts';

/** A key as it was asked for, and what a query must ask for that rows have it. */
export interface NamedKey {
  key: GroupKey;
  field: NamedField;
}

/** What a word for several keys stands for. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  route: ['localAddress', 'remoteAddress', 'remotePort'],
};

/** Keys that are not one number a row, or whose number has a name. */
const KEYS: Readonly<Record<string, (nameOf: NameOf) => GroupKey>> = {
  protocol: protocolKey,
  family: familyKey,
  state: () => codeKey('state'),
  timer: () => codeKey('timer'),
  type: () => codeKey('type'),
  associationState: () => codeKey('associationState'),
  shutdown: shutdownKey,
  v6only: () => numberKey('v6only', 'v6only', isTrue),
  cookie: () => id64Key('cookie'),
  cgroup: () => id64Key('cgroup'),
  congestion: () => shortTextKey('congestion'),
  ulp: () => shortTextKey('ulp'),
  tls: tlsKey,
  path: pathKey,
  pathBytes: pathBytesKey,
  localAddress: () => ownAddressKey('localAddress'),
  remoteAddress: () => ownAddressKey('remoteAddress'),
  localAddresses: () => addressListKey('localAddresses'),
  remoteAddresses: () => addressListKey('remoteAddresses'),
  primaryRemoteAddress: primaryKey,
  local: () => prefixKey('local', 'localAddress', WHOLE),
  remote: () => prefixKey('remote', 'remoteAddress', WHOLE),
  process: () => processKey('process'),
  program: () => processKey('program'),
  pid: () => ownerNumberKey('pid'),
  fd: () => ownerNumberKey('fd'),
  ownerCount: ownerCountKey,
  queueFull: queueFullKey,
  user: userKey,
  ownerUid: ownerUidKey,
  ownerUser: ownerUserKey,
};

const WHOLE: PrefixLengths = { inet: IPV4_BITS, inet6: IPV6_BITS };
/** What is given to one site, mostly. */
const SITE_BITS = 64;
const PREFIXED: Readonly<Record<string, 'local' | 'remote'>> = {
  local: 'local',
  localAddress: 'local',
  remote: 'remote',
  remoteAddress: 'remote',
};

/**
 * The keys that these words name, each once.
 * @param nameOf - what users are called; by default none has a name
 * @throws TypeError for a word that names none
 */
export function namedKeys(words: readonly string[], nameOf: NameOf = () => undefined): NamedKey[] {
  const keys = words
    .flatMap((word) => (Object.hasOwn(TOGETHER, word) ? (TOGETHER[word] as readonly string[]) : [word]))
    .map((word) => keyNamed(word, nameOf));
  return keys.filter(({ key }, at) => keys.findIndex((other) => other.key.name === key.name) === at);
}

function keyNamed(word: string, nameOf: NameOf): NamedKey {
  const [name = '', ...lengths] = word.split('/');
  const field = fieldOf('by', name, [...fieldWords(), ...Object.keys(TOGETHER)]);
  if (lengths.length > 0) return { key: prefixNamed(word, field, lengths), field };
  const key = KEYS[field.name]?.(nameOf) ?? numberKey(field.name, field.name as NumberField);
  return { key, field };
}

function prefixNamed(word: string, field: NamedField, lengths: readonly string[]): GroupKey {
  const end = PREFIXED[field.name];
  const [inet = Number.NaN, inet6 = SITE_BITS, ...more] = lengths.map((text) => (/^\d{1,3}$/.test(text) ? +text : -1));
  const fits = inet >= 0 && inet <= IPV4_BITS && inet6 >= 0 && inet6 <= IPV6_BITS && more.length === 0;
  if (end === undefined || !fits) {
    const shape = 'local or remote, / and up to 32 bits of IPv4, then perhaps / and up to 128 of IPv6';
    throw new TypeError(`by: '${word}' is no prefix; one is ${shape}, as remote/24 or remote/24/56`);
  }
  return prefixKey([end, ...lengths].join('/'), `${end}Address`, { inet, inet6 });
}

/**
 * The field that a word names.
 * @param argument - who names it, for the error
 * @param words - all that may be meant
 */
export function fieldOf(argument: string, word: string, words: readonly string[]): NamedField {
  const field = fieldNamed(word);
  if (field) return field;
  // Of those that are as near, one that was not written to its end.
  const begun = words.filter((other) => other.startsWith(word));
  const near = nearest(word, [...begun, ...words], () => Math.ceil((word.length * 2) / 5));
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  throw new TypeError(`${argument}: no field is called '${word}'${hint}`);
}
