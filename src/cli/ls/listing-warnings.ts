import type { Scan, SocketTable } from '../../index.ts';
import { NO_OWNER } from '../../sockets/table/owner-chains.ts';
import { warnOfLostOwners, warnOfOwners, warnOfScan, warnOfUndecided } from '../report-warnings.ts';
import type { Settings } from '../settings.ts';

/**
 * To users as netstat does it: owners that could not be found, before the rows.
 * @param first - the first table, with the owners that were found; undefined where there is no row
 */
export function warnBeforeRows({ report, owners }: Scan, first: SocketTable | undefined): void {
  if (report.owners !== undefined) warnOfOwners({ report, owners: first?.owners ?? owners });
}

/**
 * The same to root, and whatever else there is to say.
 * @param shown - of the rows that were: whether there was any, and one without an owner that some process may hold
 */
export function warnBehindRows(
  { report }: Scan,
  { any, ownerless }: { any: boolean; ownerless: boolean },
  { verbose }: Settings,
): void {
  if (report.owners !== undefined) warnOfLostOwners(report, ownerless);
  warnOfScan(report, verbose);
  warnOfUndecided(report, any, verbose);
}

/** Whether there is a socket with an inode, which some process may hold, and without an owner. */
export function isAnyOwnerless({ length, inode, firstOwner }: SocketTable, rows?: Uint32Array): boolean {
  if (!firstOwner) return false;
  for (let at = 0; at < (rows?.length ?? length); at++) {
    const row = rows ? (rows[at] as number) : at;
    if (inode[row] !== 0 && firstOwner[row] === NO_OWNER) return true;
  }
  return false;
}
