import { readFileSync } from 'node:fs';
import { packageFile } from '../../../src/package-root.ts';
import { fieldWord } from '../../../src/sockets/filter/format.ts';
import { fieldNamed, NAMED_FIELDS, type NamedField } from '../../../src/sockets/table/named-fields.ts';

const BEGIN = '<!-- Made from the field table by `npm run docs`. -->\n';
const END = '<!-- End of what is made. -->';

/** docs/filters.md: its table of fields is made, and all else stays. */
export function filtersPage(): string {
  const text = readFileSync(packageFile('docs/filters.md'), 'utf8');
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error('docs/filters.md has no place for its table');
  return `${before}${BEGIN}\n${fieldsTable()}\n${END}${after}`;
}

function fieldsTable(): string {
  const rows = NAMED_FIELDS.map(
    (field) => `| ${wordsOf(field)} | ${field.doc.replaceAll('|', '\\|')} | ${kindOf(field)} |`,
  );
  return ['| words | what it is | compared with |', '|---|---|---|', ...rows, ''].join('\n');
}

/** In kebab-case: the word that filters are written with first, then those that are its own. */
function wordsOf(field: NamedField): string {
  const first = fieldWord(field);
  const others = field.words.filter((word) => word !== first && !/[A-Z.]/.test(word) && fieldNamed(word) === field);
  return [first, ...others].map((word) => `\`${word}\``).join(' ');
}

const KINDS: Readonly<Record<NamedField['values'], string>> = {
  number: 'numbers',
  id64: 'a number',
  boolean: 'true or false',
  code: 'a word',
  address: 'addresses and prefixes',
  text: 'text and globs',
  bytes: 'text and globs',
  shutdown: '`none` `receive` `send` `both`',
};

/** What differs from what the values are. */
const OTHERWISE: Readonly<Record<string, string>> = {
  localPort: 'ports, services',
  remotePort: 'ports, services',
  local: 'as `src`',
  remote: 'as `dst`',
  uid: 'users',
  ownerUid: 'users',
  user: 'users',
  ownerUser: 'users',
  interface: 'names and indexes',
  cgroup: 'a path or a number',
};

function kindOf({ name, values, unit }: NamedField): string {
  if (OTHERWISE[name] !== undefined) return OTHERWISE[name];
  if (unit === 'us' || unit === 'ms') return 'times';
  return unit === 'bytes' || unit === 'bytes/s' ? unit.replace('/s', ' a second') : KINDS[values];
}
