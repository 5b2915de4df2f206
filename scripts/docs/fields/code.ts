import type { Field } from '../../../src/sockets/table/field.ts';
import { FIELDS, type FieldName } from '../../../src/sockets/table/fields.ts';

export const HEADER = '// Made from fields.ts by `npm run docs`: change the table, not this file.\n';

/** Every field with its name, in the table's order. */
export const ALL = Object.entries(FIELDS) as [FieldName, Field][];

/** Columns of a doc comment's text, indentation and stars left out. */
const WIDTH = 114;

/** The doc comment of a field's column. */
export function columnComment(field: Field): string {
  const { kind, column, doc } = field;
  if (column !== undefined) return docComment({ ...field, doc: column });
  if (kind.is === 'address') return docComment({ ...field, doc: ADDRESS });
  const more = {
    text: ' ASCII, with NULs behind it.',
    code: ' By its number.',
    id64: ' Two words a row, the low one first.',
    boolean: ' 1 for true.',
  };
  return docComment({ ...field, doc: `${doc}${more[kind.is as keyof typeof more] ?? ''}` });
}

const ADDRESS = 'Sixteen bytes a row, in network order; IPv4 takes the first four.';

/** A doc comment, over several lines where it is long. */
export function docComment(field: Field, indent = '  '): string {
  // Where the sentence begins with the unit, it says of what else the value is a number.
  const said = field.doc.toLowerCase().startsWith(field.unit ?? '');
  const text = said ? field.doc : `${field.doc} In ${field.unit}.`;
  if (text.length <= WIDTH) return `${indent}/** ${text} */\n`;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}

/** The class of a field's column, and how many of its elements a row has; undefined for a field without a column. */
export function columnOf({ kind }: Field): { type: string; width: number } | undefined {
  if (kind.is === 'derived') return undefined;
  if (kind.is === 'bytes') return { type: 'BytesColumn', width: 1 };
  if (kind.is === 'u16') return { type: 'Uint16Array', width: 1 };
  if (kind.is === 'u32') return { type: 'Uint32Array', width: 1 };
  if (kind.is === 'text') return { type: 'Uint8Array', width: kind.bytes };
  if (kind.is === 'id64') return { type: 'Uint32Array', width: 2 };
  if (kind.is === 'address') return { type: 'Uint32Array', width: 4 };
  return { type: 'Uint8Array', width: 1 };
}

/** The group of columns a field's column is in: `fields` are each there when a query names them, `asked` by an option of their own. */
export function groupOf({ on, asked }: Field): 'main' | 'unix' | 'sctp' | 'fields' | 'asked' {
  if (asked) return asked === 'fields' ? 'fields' : 'asked';
  return on === 'unix' || on === 'sctp' ? on : 'main';
}

/** Names in quotes, as a list. */
export function nameList(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`;
}

/** Imports of what generated code uses: lists and types of uapi/sockets.ts, functions and types of readers.ts, and what else is given. */
export function importsFor(code: string, others: readonly string[]): string {
  const codes = ALL.flatMap(([, { kind }]) => (kind.is === 'code' ? [kind.names, `type ${kind.type}`] : []));
  const readers = [
    'addressOf',
    'isSctp',
    'isUnix',
    'textOf',
    'word64',
    ...ALL.flatMap(([, { read }]) => read?.by ?? []),
  ];
  const used = readers.filter((name) => code.includes(`${name}(`));
  return [
    importLine([...codes, 'type Family', 'type Protocol'], '../../uapi/sockets.ts'),
    importLine([...used, 'type Shutdown', 'type SocketMemory'], './readers.ts'),
    "import type { Owner } from './owner-chains.ts';\n",
    "import { UNKNOWN } from './unknown.ts';\n",
    ...others,
  ].join('');
}

const importLine = (names: readonly string[], from: string) =>
  `import { ${[...new Set(names)].join(', ')} } from '${from}';\n`;
