import type { AskedField } from '../../../sockets/table/asked-fields.ts';
import type { Field } from '../../../sockets/table/field.ts';
import { FIELDS } from '../../../sockets/table/fields.ts';
import { fieldNamed, NAMED_FIELDS, type NamedField } from '../../../sockets/table/named-fields.ts';

/** What of sockets a query asks for beyond what is always there. */
export interface AskedOfSockets {
  owners: boolean;
  tcpInfo: boolean;
  memory: boolean;
  fields: readonly AskedField[];
  /** There are rows of MPTCP. */
  mptcp?: boolean;
}

/** Every owner of a socket; in CSV what of the first one there is, and how many there are. */
export const OWNERS: NamedField = {
  name: 'owners',
  words: ['owners'],
  heading: FIELDS.owners.heading,
  doc: FIELDS.owners.doc,
  values: 'text',
  many: true,
  asked: 'owners',
};

/** What of the first owner CSV has. */
export const OWNER_COLUMNS = ['pid', 'fd', 'process', 'program', 'ownerCount'].map(named);

/** What stands for the user is the number, and for bytes the text. */
const NOT_DATA: readonly string[] = ['user', 'pathBytes'];

/** The fields that can be written as data, each once. */
export const DATA_FIELDS: readonly NamedField[] = NAMED_FIELDS.filter(({ name }) => !NOT_DATA.includes(name));

const GROUPS = ['tcpInfo', 'mptcpInfo', 'memory'] as const;

/** All columns of sockets of which so much was asked for, in the order of the table of fields. */
export function allColumns(asked: AskedOfSockets): NamedField[] {
  return Object.entries<Field>(FIELDS).flatMap(([name, field]) => {
    if (field.hidden !== undefined) return [];
    if (field.asked === 'fields') return asked.fields.some((other) => other === name) ? [named(name)] : [];
    if (field.asked === undefined) return [named(name)];
    // No listing has rates, and one only rows of MPTCP.
    if (field.asked === 'rates' || !asked[field.asked] || (name === 'mptcpInfo' && !asked.mptcp)) return [];
    return field.asked === 'owners' ? [OWNERS] : membersOf(name);
  });
}

function membersOf(group: string): NamedField[] {
  return NAMED_FIELDS.filter(({ name }) => name.startsWith(`${group}.`));
}

/** The fields that a word of a list of columns stands for; undefined where it is none, or none that is data. */
export function columnsOf(word: string): readonly NamedField[] | undefined {
  if (word === OWNERS.name) return [OWNERS];
  const group = GROUPS.find(
    (name) => word === name || word === name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`),
  );
  if (group) return membersOf(group);
  const field = fieldNamed(word);
  return field && DATA_FIELDS.includes(field) ? [field] : undefined;
}

/** What a query must ask for so that these columns can be filled. */
export function askedFor(columns: readonly NamedField[]): AskedOfSockets {
  const asks = (what: NamedField['asked']) => columns.some(({ asked }) => asked === what);
  const fields = columns.flatMap(({ name, asked }) => (asked === 'fields' ? [name as AskedField] : []));
  return { owners: asks('owners'), tcpInfo: asks('tcpInfo'), memory: asks('memory'), fields };
}

function named(name: string): NamedField {
  const field = fieldNamed(name);
  if (!field) throw new Error(`no field is called ${name}`);
  return field;
}
