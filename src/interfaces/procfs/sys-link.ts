import { readSmall } from '../../kernel/procfs/read-small.ts';
import {
  hardwareTypeName,
  IFF_DORMANT,
  IFF_LOWER_UP,
  IFF_RUNNING,
  IFF_UP,
  interfaceFlagNames,
  OPER_STATES,
} from '../../uapi/links.ts';
import type { Interface } from '../interface.ts';

/** Files of `/sys/class/net/<name>/`, `net/core/net-sysfs.c`. */
export const SYS_LINK_FILES = [
  'ifindex',
  'iflink',
  'flags',
  'mtu',
  'type',
  'address',
  'broadcast',
  'tx_queue_len',
  'operstate',
  'carrier',
  'dormant',
  'ifalias',
  'master/ifindex',
] as const;

/** The text of each file that can be read; some cannot while the interface is down, and few interfaces have a master. */
export type SysLinkTexts = Partial<Record<(typeof SYS_LINK_FILES)[number], string>>;

/** What /sys says of a link. */
export type SysLink = Pick<
  Interface,
  | 'index'
  | 'flags'
  | 'flagBits'
  | 'mtu'
  | 'type'
  | 'typeNumber'
  | 'address'
  | 'broadcast'
  | 'txQueueLength'
  | 'operState'
  | 'carrier'
  | 'master'
  | 'link'
  | 'alias'
>;

/**
 * @param directory - of the link, with a character for each byte, because a name need not be UTF-8
 * @param files - of it are read
 */
export function readSysLink(directory: string, files: readonly (keyof SysLinkTexts)[] = SYS_LINK_FILES): SysLinkTexts {
  const texts: SysLinkTexts = {};
  for (const file of files) {
    try {
      texts[file] = Buffer.from(readSmall(Buffer.from(`${directory}/${file}`, 'latin1'))).toString();
    } catch {
      // Then it is not known, and null says so.
    }
  }
  return texts;
}

export function parseSysLink(texts: SysLinkTexts): SysLink {
  const typeNumber = number(texts.type);
  const operState = OPER_STATES.find((state) => state === texts.operstate?.trim()) ?? null;
  const flagBits = allFlags(texts, operState);
  const index = number(texts.ifindex);
  const link = number(texts.iflink);
  return {
    index,
    flags: flagBits === null ? null : interfaceFlagNames(flagBits),
    flagBits,
    mtu: number(texts.mtu),
    type: typeNumber === null ? null : (hardwareTypeName(typeNumber) ?? null),
    typeNumber,
    address: line(texts.address),
    broadcast: line(texts.broadcast),
    txQueueLength: number(texts.tx_queue_len),
    operState,
    carrier: texts.carrier === undefined ? null : number(texts.carrier) === 1,
    master: number(texts['master/ifindex']),
    // An interface with none below names itself, a tunnel bound to no device 0.
    link: link === index || link === 0 ? null : link,
    alias: line(texts.ifalias),
  };
}

/** The file has the flags that are kept; the kernel finds the others when it is asked, `dev_get_flags()` of `net/core/dev.c`. */
function allFlags({ flags, carrier, dormant }: SysLinkTexts, operState: Interface['operState']): number | null {
  const kept = number(flags);
  if (kept === null) return null;
  const bits = kept & ~(IFF_RUNNING | IFF_LOWER_UP | IFF_DORMANT);
  if ((bits & IFF_UP) === 0) return bits;
  const running = operState === 'up' || operState === 'unknown' ? IFF_RUNNING : 0;
  return bits | running | (number(carrier) === 1 ? IFF_LOWER_UP : 0) | (number(dormant) === 1 ? IFF_DORMANT : 0);
}

/** Decimal or, with `0x` before it, hexadecimal. */
function number(text: string | undefined): number | null {
  const value = text?.trim() ? Number(text) : Number.NaN;
  // Of -0 the zero.
  return Number.isSafeInteger(value) ? value + 0 : null;
}

function line(text: string | undefined): string | null {
  return text?.replace(/\n$/, '') || null;
}
