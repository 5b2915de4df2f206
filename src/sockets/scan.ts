import { requireLinux } from '../base/errors.ts';
import { checkQuery, type Query } from './query.ts';
import { readFilter } from './read-filter.ts';
import { type Scan, startScan } from './start-scan.ts';

/**
 * Streams the sockets of this network namespace in batches, in the kernel's order, protocol by protocol. With owners, the
 * first batch comes when the scan of the processes is over; the dump goes on beside it.
 * @throws TypeError for a query that is not one
 * @throws FilterError for a filter that is none
 * @throws SockdiagError what failed, with code, syscall and errno
 */
export function scan(query: Query = {}): Scan {
  requireLinux();
  checkQuery(query);
  return startScan(query, readFilter(query));
}
