import { namedMeasures } from '../../sockets/order/measure.ts';
import { namedKeys } from '../../sockets/order/named-keys.ts';
import type { NamedField } from '../../sockets/table/named-fields.ts';
import { EXIT_USAGE, Exit } from '../exit.ts';
import type { LsSettings } from '../options/ls.ts';
import { columnWords, RATES } from './columns.ts';

const DEFAULT = ['recvQ', 'sendQ'];

/** What sockets are grouped by. */
export interface GroupFields {
  /** Names of the keys. */
  keys: readonly string[];
  measures: readonly string[];
  /** All that a query must ask for. */
  fields: readonly NamedField[];
}

/** @throws Exit for a word that names no key, or no measure */
export function groupFields(settings: LsSettings): GroupFields {
  const { chosen, added } = columnWords(settings);
  // What every group has; as a column it asks for no measure beside it.
  const measures = chosen?.filter((word) => word !== 'count') ?? [
    ...DEFAULT,
    ...(settings.rates ? RATES : []),
    ...added,
  ];
  try {
    const keys = namedKeys(settings.by);
    const named = namedMeasures(measures);
    const fields = [...keys, ...named].map(({ field }) => field);
    return { keys: keys.map(({ key }) => key.name), measures: named.map(({ field }) => field.name), fields };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Exit(EXIT_USAGE, `sockdiag: --${error.message.replace(/^measures:/, 'columns:')}`);
  }
}
