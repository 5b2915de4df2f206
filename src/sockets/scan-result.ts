import type { OwnerIndex } from './table/owner-index.ts';
import type { ScanReport } from './table/report.ts';

/** What a scan says of itself, which is there even when no batch comes. */
export interface ScanResult {
  /** Grows while the scan runs. */
  readonly report: ScanReport;
  /** Every socket's owners, once the processes were searched. */
  owners: OwnerIndex | undefined;
}
