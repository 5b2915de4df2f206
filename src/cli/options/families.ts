import { EXIT_FAILURE, Exit } from '../exit.ts';
import type { AddressFamily, OldFamily, Settings } from '../settings.ts';

/** The address families by the names netstat takes, each with the name it has in messages. */
const FAMILIES: Readonly<Record<string, AddressFamily>> = {
  inet: 'inet',
  ip: 'inet',
  tcpip: 'inet',
  inet6: 'inet6',
  ip6: 'inet6',
  unix: 'unix',
  ax25: 'ax25',
  x25: 'x25',
  ipx: 'ipx',
  netrom: 'netrom',
  rose: 'rose',
  ddp: 'ddp',
  appletalk: 'ddp',
  econet: 'ec',
  ash: 'ash',
  bluetooth: 'bluetooth',
};

/** The names -A takes. */
export const FAMILY_NAMES = Object.keys(FAMILIES);

/** Each family once, of those that have sockets or routes: of econet and ash netstat has but the names. */
export const LISTED_FAMILIES = [...new Set(Object.values(FAMILIES))].filter((name) => name !== 'ec' && name !== 'ash');

const OLD_FAMILIES: ReadonlySet<AddressFamily> = new Set<OldFamily>(['ipx', 'ax25', 'x25', 'netrom', 'rose']);

export function selectFamily(settings: Settings, name: string): void {
  const family = Object.hasOwn(FAMILIES, name) ? FAMILIES[name] : undefined;
  if (!family) throw new Exit(EXIT_FAILURE, `Unknown address family \`${name}'.`);
  settings.families.push(family);
  if (family === 'inet' || family === 'inet6' || family === 'unix') settings[family] = true;
  if (OLD_FAMILIES.has(family)) settings.oldFamilies.add(family as OldFamily);
  if (family === 'bluetooth') settings.l2cap = settings.rfcomm = true;
  // Of ddp, ec and ash there are no sockets to be listed: naming one selects nothing.
}

/** A list with commas, as -A takes it. */
export function selectFamilies(settings: Settings, list: string): void {
  for (const name of list.split(',')) selectFamily(settings, name);
}
