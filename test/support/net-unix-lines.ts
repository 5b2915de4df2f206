import type { Known } from './known-unix.ts';

/** A line of /proc/net/unix; of a listener, unless `rest` says another thing. */
export const line = (inode: number, path = '', rest = '00010000 0001 01', references = 2) =>
  `0000000000000000: ${references.toString(16).padStart(8, '0')} 00000000 ${rest} ${String(inode).padStart(5)}${path && ` ${path}`}\n`;

export const HEADING = 'Num       RefCount Protocol Flags    Type St Inode Path\n';
export const CONNECTING = '00000000 0001 02';
export const FORGED = line(4242, '/forged').trimEnd();

/** Sockets that are connected with what nobody has accepted yet. */
export const clients = (count: number): Known[] =>
  Array.from({ length: count }, (_, i) => ({ inode: 900 + i, state: 'ESTABLISHED', peer: 0 }));

/** Longer than a name can be. */
export const FAR = line(77, `/${'f'.repeat(100)}`);
