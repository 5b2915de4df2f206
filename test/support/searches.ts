import { loadAddon } from '../../src/kernel/addon/load-addon.ts';
import { ProcRoot } from '../../src/kernel/procfs/root.ts';
import { type OwnerOptions, type Owners, searchOwners } from '../../src/sockets/owners/owners.ts';
import { noBpf } from './bpf.ts';
import { skipUnless } from './skip.ts';

/** One of the ways to find owners. */
export interface Search {
  name: string;
  method: 'bpf' | 'procfs';
  skip: string | false;
  find: (options?: OwnerOptions, signal?: AbortSignal) => Promise<Owners>;
}

const { addon, reason } = loadAddon();
const root = new ProcRoot();
const native = { addon, addonMissing: reason, root };
const typescript = { addon: undefined, addonMissing: 'not wanted', root };

/** All ways there are. */
export const SEARCHES: readonly Search[] = [
  {
    name: 'the kernel’s own pass',
    method: 'bpf',
    skip: noBpf,
    find: (options, signal) => searchOwners(native, { ...options, method: 'bpf' }, signal),
  },
  {
    name: 'the addon’s scan of /proc',
    method: 'procfs',
    skip: skipUnless(addon !== undefined, `no addon: ${reason}`),
    find: (options, signal) => searchOwners(native, { ...options, method: 'procfs' }, signal),
  },
  {
    name: 'the scan of /proc in TypeScript',
    method: 'procfs',
    skip: false,
    find: (options, signal) => searchOwners(typescript, options, signal),
  },
];
