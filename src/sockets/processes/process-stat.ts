/** What `/proc/<pid>/stat` says of a process, proc_pid_stat(5). */
export interface ProcessStat {
  /** The kernel's name of it, at most 15 bytes of a process, more of a kernel's thread. */
  comm: Uint8Array;
  /** 0 where it has none that is in this pid namespace. */
  parent: number;
  /** When it was started, in hundredths of a second (USER_HZ) since boot as the reader's time namespace has it. */
  startTicks: number;
}

const OPEN = 0x28;
const CLOSE = 0x29;

/** Fields behind the name in brackets, counted from 0: state is field 3 of the manual page. */
const PARENT = 1;
const START = 19;

/** Parses that file; undefined for what is none, or ends before what is wanted. The name may hold brackets, blanks and newlines. */
export function parseProcessStat(bytes: Uint8Array): ProcessStat | undefined {
  const open = bytes.indexOf(OPEN);
  const close = bytes.lastIndexOf(CLOSE);
  if (open < 0 || close < open) return undefined;
  const [before, ...fields] = Buffer.from(bytes.subarray(close + 1))
    .toString('latin1')
    .split(' ');
  // A number is whole where another field is behind it.
  if (before !== '' || !/^[A-Za-z]$/.test(fields[0] ?? '') || fields.length <= START + 1) return undefined;
  const parent = wholeField(fields[PARENT]);
  const startTicks = wholeField(fields[START]);
  if (parent === undefined || startTicks === undefined) return undefined;
  return { comm: bytes.slice(open + 1, close), parent, startTicks };
}

function wholeField(text = ''): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
}

/** The second of boot, in seconds of the epoch, as `/proc/stat` has it since Linux 2.6; undefined where it has none. */
export function parseBootTime(bytes: Uint8Array): number | undefined {
  return wholeField(/^btime (\d+)\n/m.exec(Buffer.from(bytes).toString('latin1'))?.[1]);
}
