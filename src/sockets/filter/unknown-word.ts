import { nearest } from '../../base/nearest.ts';
import { NAMED_PROTOCOLS } from '../../uapi/sockets.ts';
import { fieldNamed, fieldWords } from '../table/named-fields.ts';
import { parsePrefix } from './addresses.ts';
import type { Span } from './expression.ts';
import { type Failing, type FilterError, quoted } from './filter-error.ts';
import { statesOfWord } from './state-words.ts';

/** Longer ones are compared with no other word: that takes time by the product of their lengths. */
const MOST_COMPARED = 40;

/** The words of a filter that are no fields. */
const WORDS = ['state', 'exclude', 'autobound', 'not'];

/** What others call it: words of tcpdump, netstat, lsof and SQL. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  port: ['sport', 'dport'],
  host: ['src', 'dst'],
  net: ['src', 'dst'],
  addr: ['src', 'dst'],
  address: ['src', 'dst'],
  ip: ['src', 'dst'],
  lport: ['sport'],
  rport: ['dport'],
  foreign: ['dst'],
  peer: ['dst'],
  proto: ['protocol'],
  netid: ['protocol'],
  name: ['process'],
  command: ['process', 'program'],
  cmd: ['process', 'program'],
  iface: ['dev'],
  device: ['dev'],
  username: ['user'],
  ino: ['inode'],
  sk: ['cookie'],
  where: ['state'],
};

/** The error of a word that no term can begin with: with what its writer may have meant. */
export function unknownWord(name: string, at: Span, fail: Failing): FilterError {
  return fail(`${quoted(name)} is no field`, at, meant(name));
}

function meant(name: string): readonly string[] {
  const word = name.toLowerCase();
  if (Object.hasOwn(ELSEWHERE, word)) return ELSEWHERE[word] as readonly string[];
  if ((NAMED_PROTOCOLS as readonly string[]).includes(word)) return [`protocol = ${word}`];
  if (name.length > MOST_COMPARED) return [];
  if (statesOfWord(name) !== undefined) return [`state ${name}`];
  const [, field = '', value = ''] = /^([\w.-]+):(.+)$/.exec(name) ?? [];
  if (fieldNamed(field) !== undefined) return [`${field} ${value.includes('.') ? value : `:${value}`}`];
  if (parsePrefix(name) !== undefined && /[.:]/.test(name)) return [`src ${name}`, `dst ${name}`];
  if (/^:\d+$/.test(name)) return [`sport ${name}`, `dport ${name}`];
  // Whoever writes no capitals is offered none.
  const known = [...WORDS, ...fieldWords()].filter((other) => name !== word || other === other.toLowerCase());
  const near = nearest(name, known, (other) => Math.max(1, Math.floor(other.length / 3)));
  return near === undefined ? [] : [near];
}
