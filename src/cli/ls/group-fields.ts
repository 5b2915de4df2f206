import { namedMeasures } from '../../sockets/order/measure.ts';
import { namedKeys } from '../../sockets/order/named-keys.ts';
import { fieldNamed, type NamedField } from '../../sockets/table/named-fields.ts';
import { EXIT_USAGE, Exit } from '../exit.ts';
import type { LsSettings } from '../options/ls.ts';
import { columnWords, RATES } from './columns.ts';

const DEFAULT = ['recvQ', 'sendQ'];

/** Keys of people, which stand for a key of numbers that groups are made by. */
const MADE_BY: Readonly<Record<string, string>> = { user: 'uid', ownerUid: 'pid', ownerUser: 'pid' };

/** What sockets are grouped by. */
export interface GroupFields {
  /** The keys that are shown, by their names, and the key that each is made of. */
  keys: readonly { name: string; madeBy: string }[];
  by: readonly string[];
  measures: readonly string[];
  /** All that a query must ask for. */
  fields: readonly NamedField[];
}

/** @throws Exit for a word that names no key, or no measure */
export function groupFields(settings: LsSettings): GroupFields {
  const { chosen, added } = columnWords(settings);
  const measures = chosen ?? [...DEFAULT, ...(settings.rates ? RATES : []), ...added];
  try {
    const keys = groupKeys(settings.by);
    const by = [...new Set(keys.map(({ madeBy }) => madeBy))];
    const named = namedMeasures(measures);
    const fields = [...namedKeys(by), ...named].map(({ field }) => field);
    return { keys, by, measures: named.map(({ field }) => field.name), fields };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Exit(EXIT_USAGE, `sockdiag: --${error.message.replace(/^measures:/, 'columns:')}`);
  }
}

/** Each once. */
function groupKeys(words: readonly string[]): GroupFields['keys'] {
  const keys = words.flatMap((word) => {
    const name = fieldNamed(word)?.name ?? word;
    const madeBy = MADE_BY[name];
    return madeBy === undefined
      ? namedKeys([word]).map(({ key }) => ({ name: key.name, madeBy: key.name }))
      : { name, madeBy };
  });
  return keys.filter(({ name }, at) => keys.findIndex((other) => other.name === name) === at);
}
