import type { Asked, Field } from './field.ts';
import { FIELDS } from './fields.ts';
import { JOINT_FIELDS, MEMORY_FIELDS, type MemberField, OWNER_FIELDS, RATE_FIELDS } from './member-fields.ts';
import { MPTCP_INFO_FIELDS } from './mptcp-info-fields.ts';
import type { StructField, StructFields } from './struct-fields.ts';
import { TCP_INFO_FIELDS } from './tcp-info-fields.ts';

/** A field as filters, columns, sort keys and groups name it. */
export interface NamedField {
  /** The API's name: `recvQ`, `tcpInfo.rtt`, `memory.drops`, `process`. */
  name: string;
  /** All words for it: the name and others, each in camelCase and in kebab-case. */
  words: readonly string[];
  heading: string;
  doc: string;
  /** What a row has of it. `code` is a number of the kernel that has a name; `id64` a number of 64 bits, which is text in plain data. */
  values: 'number' | 'id64' | 'boolean' | 'code' | 'address' | 'text' | 'bytes' | 'shutdown';
  /** A row may have several: owners, addresses of SCTP. */
  many?: true | undefined;
  unit?: Field['unit'] | MemberField['unit'] | StructField['unit'];
  on?: Field['on'];
  /** What must be asked for in the query; it costs nothing otherwise. */
  asked?: Asked | undefined;
  fold?: Field['fold'];
}

/** ss's words for members of tcp_info. They are taken from members that are called so: ss's `retrans` is the total. */
const SS_WORDS: Readonly<Record<string, readonly string[]>> = {
  'tcpInfo.totalRetrans': ['retrans'],
  'tcpInfo.sndCwnd': ['cwnd'],
  'tcpInfo.sndSsthresh': ['ssthresh'],
};

/** netstat's heading. */
const FURTHER_WORDS: Readonly<Record<string, readonly string[]>> = { protocol: ['proto'] };

const TAKEN_BY_SS = Object.values(SS_WORDS).flat();

/** Every field that can be named. What stands first has a word that two of them want. */
export const NAMED_FIELDS: readonly NamedField[] = [
  ...ownFields(),
  ...memberFields(),
  ...structFields('tcpInfo', TCP_INFO_FIELDS),
  ...structFields('mptcpInfo', MPTCP_INFO_FIELDS),
];

/** The field of a word, in camelCase or kebab-case; undefined where no field has it. */
export function fieldNamed(word: string): NamedField | undefined {
  return BY_WORD.get(word);
}

/** Every word of every field. */
export function fieldWords(): string[] {
  return [...BY_WORD.keys()];
}

const BY_WORD: ReadonlyMap<string, NamedField> = byWord();

function byWord(): Map<string, NamedField> {
  const all = new Map<string, NamedField>();
  for (const field of NAMED_FIELDS) for (const word of field.words) if (!all.has(word)) all.set(word, field);
  return all;
}

function ownFields(): NamedField[] {
  return Object.entries<Field>(FIELDS).flatMap(([name, field]) => {
    const { kind, heading, doc, unit, on, asked, fold } = field;
    // What is a struct, or a list of owners, is asked for by its members.
    if (field.hidden === 'column' || (asked !== undefined && asked !== 'fields')) return [];
    const values = valuesOf(name, kind);
    const many = on === 'sctp' && name.endsWith('Addresses') ? true : undefined;
    return [
      {
        name,
        words: wordsOf(name, [...(field.words ?? []), ...(FURTHER_WORDS[name] ?? [])]),
        heading,
        doc,
        values,
        many,
        unit,
        on,
        asked,
        fold,
      },
    ];
  });
}

function valuesOf(name: string, kind: Field['kind']): NamedField['values'] {
  if (name === 'protocol' || name === 'family') return 'code';
  if (name === 'shutdown') return 'shutdown';
  if (name === 'tls') return 'text';
  if (name === 'pathBytes') return 'bytes';
  if (name.endsWith('Addresses') || name === 'primaryRemoteAddress') return 'address';
  if (kind.is === 'boolean' || kind.is === 'code' || kind.is === 'id64' || kind.is === 'address') return kind.is;
  return kind.is === 'bytes' || kind.is === 'text' || kind.is === 'derived' ? 'text' : 'number';
}

function memberFields(): NamedField[] {
  const named = (fields: Record<string, MemberField>, group = '') =>
    Object.entries(fields).map(([name, field]) => ({
      ...field,
      name: group + name,
      words: wordsOf(group + name, [...(group === '' ? [] : [name]), ...(field.words ?? [])]),
    }));
  return [
    ...named(JOINT_FIELDS),
    ...named(OWNER_FIELDS),
    ...named(MEMORY_FIELDS, 'memory.'),
    ...named(RATE_FIELDS, 'rates.'),
  ];
}

/** Both structs come with the same question. */
function structFields(struct: 'tcpInfo' | 'mptcpInfo', fields: StructFields): NamedField[] {
  return Object.entries(fields).map(([member, { doc, unit }]) => {
    const name = `${struct}.${member}`;
    const words = wordsOf(name, [...(SS_WORDS[name] ?? []), ...(TAKEN_BY_SS.includes(member) ? [] : [member])]);
    const fold = unit === 'us' || unit === 'ms' ? ('max' as const) : ('sum' as const);
    return { name, words, heading: headingOf(member), doc, values: 'number', unit, on: 'inet', asked: 'tcpInfo', fold };
  });
}

/** A name and further words, each in both spellings. */
function wordsOf(name: string, further: readonly string[] = []): string[] {
  return [...new Set([name, ...further].flatMap((word) => [word, kebab(word)]))];
}

function kebab(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `dataSegsOut` is headed `Data Segs Out`. */
function headingOf(member: string): string {
  const words = member.replace(/[A-Z]/g, (letter) => ` ${letter}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
