import { isMissing, type SockdiagError } from '../base/errors.ts';
import { readWhole } from '../kernel/procfs/read-whole.ts';
import { ProcRoot } from '../kernel/procfs/root.ts';
import type { MasqueradeEntry } from './masquerade-entry.ts';
import { parseIpMasquerade } from './procfs/ip-masquerade.ts';

/** What the file has, as far as it could be read. */
export interface ListedMasquerade {
  entries: MasqueradeEntry[];
  failure: SockdiagError | undefined;
}

/**
 * The entries of `/proc/net/ip_masquerade`, which netstat reads and no kernel has had since Linux 2.2: undefined where there is no such file.
 * @throws MasqueradeFileError when its text is broken; SockdiagError when it is there and cannot be read
 */
export async function readIpMasquerade(procRoot: string | undefined): Promise<ListedMasquerade | undefined> {
  try {
    const { bytes, failure } = await readWhole(new ProcRoot(procRoot).net('ip_masquerade'));
    return { entries: parseIpMasquerade(Buffer.from(bytes).toString('latin1')), failure };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
