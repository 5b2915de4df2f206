import { checkNumbers } from '../../base/arguments.ts';
import type { Asked } from '../table/field.ts';
import type { NamedField } from '../table/named-fields.ts';
import { Grouping } from './group.ts';
import { namedMeasures } from './measure.ts';
import { namedKeys } from './named-keys.ts';
import type { NameOf } from './people-key.ts';

/** What sockets are grouped by, and what is wanted of the groups. */
export interface GroupingOptions {
  /**
   * Names of fields, in camelCase or kebab-case: `process`, `state`, `tcpInfo.caState`. Also `remote` and `local`, the address without its port, and
   * with IPv4 that is mapped into IPv6 as IPv4; `remote/24`, by the first 24 bits, of IPv6 by 64; `remote/24/56`, by 56 of IPv6; `route` for
   * localAddress, remoteAddress and remotePort. A socket counts once: a field of its owner is the one of the lowest pid. None: all in one group.
   */
  by: readonly string[];
  /** Fields of quantities, of which groups have sums and maxima. */
  measures?: readonly string[] | undefined;
  /** Only so many groups, the largest. */
  top?: number | undefined;
}

/** An empty grouping, and what its rows need. */
export interface WantedGroups {
  grouping: Grouping;
  /** What a query must ask for; of `fields` these. */
  asked: ReadonlySet<Asked>;
  askedFields: readonly string[];
  /** Which owners a socket has beside the first one matters. */
  allOwners: boolean;
  /** All that rows need. */
  fields: readonly NamedField[];
}

const KEYS: Readonly<Record<keyof GroupingOptions, true>> = { by: true, measures: true, top: true };
const MOST = 0xffffffff;

/**
 * @param nameOf - what users are called, for keys of their names
 * @throws TypeError that names the argument
 */
export function wantedGroups(options: GroupingOptions, nameOf?: NameOf): WantedGroups {
  checkOptions(options);
  const keys = namedKeys(options.by, nameOf);
  const measures = namedMeasures(options.measures ?? []);
  const fields = [...keys, ...measures].map(({ field }) => field);
  return {
    grouping: new Grouping(
      keys.map(({ key }) => key),
      measures,
    ),
    asked: new Set(fields.flatMap(({ asked }) => asked ?? [])),
    askedFields: fields.flatMap(({ name, asked }) => (asked === 'fields' ? name : [])),
    allOwners: fields.some(({ name }) => name === 'ownerCount'),
    fields,
  };
}

function checkOptions(options: GroupingOptions): void {
  if (options === null || typeof options !== 'object') throw new TypeError('options must be an object with `by`');
  for (const key of Object.keys(options)) {
    if (!Object.hasOwn(KEYS, key))
      throw new TypeError(`${key}: groups have no such option; known are by, measures, top`);
  }
  checkWords('by', options.by);
  if (options.measures !== undefined) checkWords('measures', options.measures);
  if (options.top !== undefined) checkNumbers('top', [options.top], 1, MOST);
}

function checkWords(name: string, words: unknown): void {
  const isList = Array.isArray(words) && words.every((word) => typeof word === 'string');
  if (!isList) throw new TypeError(`${name} must be an array of names of fields`);
}
