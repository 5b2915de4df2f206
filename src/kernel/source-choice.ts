import { checkList, checkSignal, checkType } from '../base/arguments.ts';
import { SockdiagError } from '../base/errors.ts';
import { type Addon, NO_ADDON } from './addon/addon.ts';
import { loadAddon } from './addon/load-addon.ts';
import { ProcRoot } from './procfs/root.ts';
import type { SourceName } from './report.ts';

export const SOURCES = ['auto', 'netlink', 'procfs'] as const satisfies readonly SourceQuery['source'][];

/** What every query says of its source. Everything is optional; undefined is as if it were not there. */
export interface SourceQuery {
  /** `auto` asks netlink first and reads /proc for what it lacks; a source that is named never becomes the other. */
  source?: 'auto' | SourceName | undefined;
  /** Another place for /proc. Then everything comes from there. Default: `HOST_PROC` in the environment, else `/proc`. */
  procRoot?: string | undefined;
  /** Ends it at once; what was awaited rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** All that it can have. */
export const SOURCE_KEYS: Readonly<Record<keyof SourceQuery, true>> = { source: true, procRoot: true, signal: true };

/** Throws a TypeError that names the argument. */
export function checkSourceQuery({ source, procRoot, signal }: SourceQuery): void {
  checkType('procRoot', procRoot, 'string');
  if (source !== undefined) checkList('source', [source], SOURCES);
  checkSignal(signal);
}

/** What a query may draw on. */
export interface SourceChoice {
  root: ProcRoot;
  /** Whatever the source of the rows: owners are found by it too. */
  addon: Addon | undefined;
  /** The file it was loaded from. */
  addonPath: string | undefined;
  /** Why there is none. */
  addonMissing: string | undefined;
  /** Set when the kernel may be asked over netlink. */
  netlink: Addon | undefined;
  /** Why it may not. */
  netlinkReason: string;
  procfs: boolean;
}

/** Settles what a query draws on. Throws when it names a source that cannot be had. */
export function chooseSource({ source = 'auto', procRoot }: SourceQuery): SourceChoice {
  const root = new ProcRoot(procRoot);
  const { addon, path, reason } = loadAddon();
  if (source === 'netlink' && root.moved) {
    throw new TypeError(`source: netlink knows this system alone, not a procRoot of ${root.path}`);
  }
  root.check();
  if (source === 'netlink' && !addon) {
    throw new SockdiagError(`netlink needs the addon: ${reason}`, { code: 'ERR_ADDON_UNAVAILABLE' });
  }
  // The command's views may want procfs though nobody named it: where /proc is elsewhere, that is what the user chose.
  const asked = source === 'procfs' ? 'procfs was asked for' : addon ? '' : NO_ADDON;
  const netlinkReason = root.moved ? `/proc is ${root.path}` : asked;
  return {
    root,
    addon,
    addonPath: path,
    addonMissing: reason,
    netlink: netlinkReason === '' ? addon : undefined,
    netlinkReason,
    procfs: source !== 'netlink',
  };
}
