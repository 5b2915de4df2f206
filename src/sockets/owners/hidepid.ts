/** include/uapi/linux/capability.h */
const CAP_SYS_PTRACE = 19n;

/** With `noaccess` others are listed, and counted as forbidden when they are looked into. */
const HIDING: ReadonlySet<string | undefined> = new Set(['invisible', '2', 'ptraceable', '4']);
/** Not even to the group that `gid=` names. */
const FROM_ALL_GROUPS: ReadonlySet<string | undefined> = new Set(['ptraceable', '4']);
/** The group that may see all where the mount names none: GLOBAL_ROOT_GID. */
const DEFAULT_GROUP = '0';

/** What decides whether a /proc shows this process all others. */
export interface ProcView {
  /** Its `self/status`. */
  status: string;
  /** Reads its `self/mountinfo`, which is long where there are many containers. */
  mountinfo: () => string;
  /** Its device, as stat() gives it. */
  device: number;
  /** This process is in the initial user namespace: then the numbers of groups are those of the mount, and capabilities hold for all. */
  initialUser: boolean;
  /** Its process 1 is seen. */
  init: boolean;
}

/**
 * Whether processes of others may be there and not listed, by the rules of has_pid_permissions() (fs/proc/base.c): hidepid=2 (`invisible`)
 * shows them to members of a group and to who may ptrace them, hidepid=4 (`ptraceable`) to these alone. True where it cannot be known.
 */
export function hidesProcesses({ status, mountinfo, device, initialUser, init }: ProcView): boolean {
  if (initialUser && init && hasCapability(status, CAP_SYS_PTRACE)) return false;
  const options = procOptions(mountinfo(), device);
  if (!options) return true;
  const hidepid = options.get('hidepid');
  if (!HIDING.has(hidepid)) return false;
  return FROM_ALL_GROUPS.has(hidepid) || !initialUser || !isInGroup(status, options.get('gid') ?? DEFAULT_GROUP);
}

/** The options of the file system on a device, whichever of its mounts they are read at; undefined when none is listed. */
function procOptions(mountinfo: string, device: number): ReadonlyMap<string, string> | undefined {
  // File systems without a disk have major 0; glibc keeps the low 8 bits of minor, and the rest from bit 20 on.
  const minor = (device & 0xff) | ((device >>> 12) & ~0xff);
  for (const line of mountinfo.split('\n')) {
    // id, parent, major:minor, root, mount point, options, optional fields, "-", type, source, options of the file system
    const [mount = '', system = ''] = line.split(' - ');
    if (mount.split(' ')[2] !== `0:${minor}` || !system.startsWith('proc ')) continue;
    const options = system.split(' ')[2] ?? '';
    return new Map(options.split(',').map((option) => option.split('=') as [string, string]));
  }
  return undefined;
}

function hasCapability(status: string, capability: bigint): boolean {
  return ((BigInt(`0x${statusWords(status, 'CapEff')[0] ?? '0'}`) >> capability) & 1n) === 1n;
}

/** The group for files is the last of four, beside which there are the supplementary ones. */
function isInGroup(status: string, group: string): boolean {
  return statusWords(status, 'Gid')[3] === group || statusWords(status, 'Groups').includes(group);
}

function statusWords(status: string, field: string): string[] {
  const line = new RegExp(`^${field}:(.*)$`, 'm').exec(status)?.[1] ?? '';
  return line.split(/\s+/).filter(Boolean);
}
