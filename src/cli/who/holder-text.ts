import type { Holder, HolderProcess } from '../../index.ts';
import { plainText } from '../output/printable.ts';
import { stateStyle } from '../output/state-style.ts';

/** How holders are shown. */
export interface HolderTextOptions {
  /** The name of a user, or the number. */
  user: (uid: number) => string;
  colour: boolean;
  /** Every process was looked into. */
  complete: boolean;
}

const MS = 1000;

/**
 * The lines of a holder, without their ends: the socket, then its processes.
 * @param told - the processes that lines before have told of, which it adds to: they are named only
 */
export function holderLines(holder: Holder, told: Set<number>, options: HolderTextOptions): string[] {
  const lines = [headLine(holder, options)];
  if (holder.owners.length === 0) lines.push(`  ${withoutProcess(holder, options)}`);
  for (const owner of holder.owners) {
    lines.push(...(told.has(owner.pid) ? [`  ${nameOf(owner)}, see above`] : processLines(owner, holder, options)));
    told.add(owner.pid);
  }
  return lines;
}

function headLine(holder: Holder, { user, colour }: HolderTextOptions): string {
  const { protocol, family, type, state, count, uid, inode } = holder;
  const kind = protocol === 'unix' ? `unix ${type ?? 'unknown'}` : `${protocol}${family === 'inet6' ? '6' : ''}`;
  const more = count > 1 ? ` and ${count - 1} more` : '';
  const facts = [
    ...(uid === null ? [] : [`user ${user(uid)}`]),
    ...(inode === null || inode === 0 || count > 1 ? [] : [`inode ${inode}`]),
  ];
  const style = colour ? stateStyle(state) : 0;
  const shown = style === 0 ? state : `\x1b[${style}m${state}\x1b[0m`;
  return `${kind} ${shown} ${[plainText(placeOf(holder)) + more, ...facts].join(', ')}`;
}

function placeOf({ path, family, localAddress, localPort, remoteAddress, remotePort }: Holder): string {
  if (family === 'unix') return path ?? '';
  const end = (address: string, port: number) => (family === 'inet6' ? `[${address}]:${port}` : `${address}:${port}`);
  const local = end(localAddress, localPort);
  return remotePort === 0 ? local : `${local} -> ${end(remoteAddress, remotePort)}`;
}

/** States of a socket that its program has closed. */
const CLOSED: ReadonlySet<string> = new Set(['FIN_WAIT1', 'FIN_WAIT2', 'LAST_ACK', 'CLOSING']);

function withoutProcess({ state, inode, expires, count }: Holder, { complete }: HolderTextOptions): string {
  if (state === 'TIME_WAIT') {
    const ends = expires === null ? '' : ` for ${Math.ceil(expires / MS)} s more${count > 1 ? ' at most' : ''}`;
    return `no process: the kernel keeps it${ends}`;
  }
  if (inode === 0) {
    return CLOSED.has(state)
      ? 'no process: its program has closed it, and the kernel waits for the other side'
      : 'no process yet: it waits to be accepted';
  }
  if (!complete) return 'process unknown: not all could be looked into';
  return 'no process: the kernel itself holds it, or it is on its way from one process to another';
}

function nameOf({ comm, name, pid }: Pick<HolderProcess, 'comm' | 'pid'> & { name?: string }): string {
  return plainText(`${comm || name || '?'}[${pid}]`);
}

function processLines(owner: HolderProcess, { owners }: Holder, { user }: HolderTextOptions): string[] {
  const { uid, since, commandLine } = owner;
  if (commandLine === null && since === null) return [`  ${nameOf(owner)}: has ended, or may not be read`];
  const head = [
    nameOf(owner),
    ...(uid === null ? [] : [`user ${user(uid)}`]),
    ...(since === null ? [] : [`since ${localTime(since)}`]),
  ];
  return [
    `  ${head.join(', ')}`,
    ...detail('command', commandText(owner)),
    ...detail('unit', unitText(owner)),
    ...detail('container', containerText(owner)),
    ...detail('started by', startersText(owner)),
    ...detail('inherited from', inheritedText(owner, owners)),
  ];
}

function detail(name: string, text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : [`    ${name}: ${plainText(text)}`];
}

function commandText({ commandLine, commandLineCut }: HolderProcess): string | undefined {
  return commandLine === null ? undefined : `${commandLine.join(' ')}${commandLineCut ? ' ...' : ''}`;
}

function unitText({ unit, slice }: HolderProcess): string | undefined {
  if (unit === null) return slice === null ? undefined : `none, in ${slice}`;
  return slice === null ? unit : `${unit}, in ${slice}`;
}

function containerText({ container, pod }: HolderProcess): string | undefined {
  if (container === null) return pod === null ? undefined : `pod ${pod}`;
  const runtime = container.runtime ?? 'of an unknown runtime';
  return `${runtime} ${container.id}${pod === null ? '' : `, pod ${pod}`}`;
}

/** Its parent first; with the unit where it is another one. */
function startersText({ parents, unit }: HolderProcess): string {
  return parents
    .map((parent) =>
      parent.unit === null || parent.unit === unit ? nameOf(parent) : `${nameOf(parent)} of ${parent.unit}`,
    )
    .join(', ');
}

function inheritedText(
  { inheritedFrom, parents }: HolderProcess,
  owners: readonly HolderProcess[],
): string | undefined {
  if (inheritedFrom === null) return undefined;
  const from = [...owners, ...parents].find(({ pid }) => pid === inheritedFrom);
  if (!from) return `${inheritedFrom}`;
  return from.comm === 'systemd' ? `${nameOf(from)}, which listens for it: socket activation` : nameOf(from);
}

/** As ls and ps show times: local, to the second. */
function localTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}
