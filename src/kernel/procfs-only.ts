import { checkList, checkQueryObject } from '../base/arguments.ts';
import { ProcRoot } from './procfs/root.ts';
import { checkSourceQuery, SOURCE_KEYS, type SourceChoice, type SourceQuery } from './source-choice.ts';

/** What a query says of its source where only /proc has the table: netlink is nothing it can name. */
export interface ProcfsQuery extends Omit<SourceQuery, 'source'> {
  /** Both are /proc. */
  source?: 'auto' | 'procfs' | undefined;
  /** IP versions. Default: both. */
  families?: readonly ('inet' | 'inet6')[];
}

const SOURCES = ['auto', 'procfs'] as const satisfies readonly ProcfsQuery['source'][];
export const FAMILIES = ['inet', 'inet6'] as const satisfies ProcfsQuery['families'];

const KEYS: Readonly<Record<keyof ProcfsQuery, true>> = { ...SOURCE_KEYS, families: true };

/** Throws a TypeError that names the argument. */
export function checkProcfsQuery(query: ProcfsQuery): void {
  checkQueryObject(query, KEYS);
  checkList('families', query.families, FAMILIES);
  if (query.source !== undefined) checkList('source', [query.source], SOURCES);
  checkSourceQuery(query);
}

/** What such a query draws on. It needs no addon, so none is loaded. */
export function procfsOnly({ procRoot }: ProcfsQuery): SourceChoice {
  const root = new ProcRoot(procRoot);
  root.check();
  return {
    root,
    addon: undefined,
    addonPath: undefined,
    addonMissing: undefined,
    netlink: undefined,
    netlinkReason: 'not in netlink',
    procfs: true,
  };
}
