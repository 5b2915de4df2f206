/** Counts the sockets in what a tool printed. Each tool has headers of its own, and not each prints a line a socket. */

export interface Rows {
  /** TCP sockets. */
  sockets: number;
  /** Those with a process beside them. */
  owned: number;
}

export type Format = 'netstat' | 'ss' | 'lsof';

const NEWLINE = 10;
// Columns of a line, split at spaces.
const NETSTAT_OWNER = 6;
const LSOF_DEVICE = 5;

export function countRows(format: Format, output: Buffer): Rows {
  if (format === 'lsof') return countLsof(output);
  const isRow = format === 'netstat' ? netstatRow : ssRow;
  const isOwned = format === 'netstat' ? netstatOwned : ssOwned;
  const rows: Rows = { sockets: 0, owned: 0 };
  for (const line of lines(output)) {
    if (!isRow(line)) continue;
    rows.sockets++;
    if (isOwned(line)) rows.owned++;
  }
  return rows;
}

/** How many lines look like a row. */
export function countLines(row: RegExp, output: Buffer): number {
  let count = 0;
  for (const line of lines(output)) if (row.test(line)) count++;
  return count;
}

const netstatRow = (line: string) => line.startsWith('tcp');
const netstatOwned = (line: string) => /^\d+\//.test(line.split(/ +/)[NETSTAT_OWNER] ?? '');
const ssRow = (line: string) => line !== '' && !line.startsWith('State');
const ssOwned = (line: string) => line.includes('users:((');

/** lsof prints a line for each descriptor; its DEVICE is the socket's inode, so that each socket can be counted once. */
function countLsof(output: Buffer): Rows {
  const inodes = new Set<string>();
  for (const line of lines(output)) {
    const device = line.split(/ +/)[LSOF_DEVICE];
    if (device !== undefined && !line.startsWith('COMMAND')) inodes.add(device);
  }
  return { sockets: inodes.size, owned: inodes.size };
}

function* lines(output: Buffer): Generator<string, void, undefined> {
  for (let start = 0; start < output.length; ) {
    const newline = output.indexOf(NEWLINE, start);
    const end = newline < 0 ? output.length : newline;
    yield output.toString('latin1', start, end);
    start = end + 1;
  }
}
