import { LEGACY_FAMILIES, type LegacyFamily } from '../../legacy/legacy-socket.ts';
import { EXIT_FAILURE, Exit } from '../exit.ts';
import type { AddressFamily, Settings } from '../settings.ts';
import type { OptionSpec, ViewName } from './spec.ts';

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

export function selectFamily(settings: Settings, name: string): void {
  const family = Object.hasOwn(FAMILIES, name) ? FAMILIES[name] : undefined;
  if (!family) throw new Exit(EXIT_FAILURE, `Unknown address family \`${name}'.`);
  settings.families.push(family);
  if (family === 'inet' || family === 'inet6' || family === 'unix') settings[family] = true;
  if (isLegacy(family)) settings.legacyFamilies.add(family);
  if (family === 'bluetooth') settings.l2cap = settings.rfcomm = true;
  // Of ddp, ec and ash there are no sockets to be listed: naming one selects nothing.
}

function isLegacy(family: AddressFamily): family is LegacyFamily {
  return LEGACY_FAMILIES.some((name) => name === family);
}

const VIEWS: readonly ViewName[] = ['sockets', 'ls', 'events', 'routes', 'statistics', 'groups'];

/** Of the others the commands have no sockets. */
const FOLLOWED: readonly (AddressFamily | undefined)[] = ['inet', 'inet6', 'unix'];
const isFollowed = (name: string) => FOLLOWED.includes(FAMILIES[name]);

/** An option that is called as its family is. */
const family = (long: string): OptionSpec => ({
  long,
  group: 'families',
  views: isFollowed(long) ? VIEWS : VIEWS.filter((view) => view !== 'ls' && view !== 'events'),
  hidden: true,
  help: `the family ${long}, as -A ${long}`,
  apply: (settings) => selectFamily(settings, long),
});

export const ax25 = family('ax25');
export const ip = family('ip');
export const ipx = family('ipx');
export const appletalk = family('appletalk');
export const netrom = family('netrom');
export const inet: OptionSpec = { ...family('inet'), short: '4', hidden: false, help: 'IPv4 only' };
export const inet6: OptionSpec = {
  ...family('inet6'),
  short: '6',
  hidden: false,
  help: 'IPv6 only',
  note: 'Rows of IPv6 sockets are there even where they carry IPv4, as tcp6.',
};
export const ddp = family('ddp');
export const unix = family('unix');
export const tcpip = family('tcpip');
export const rose = family('rose');
export const x25 = family('x25');
export const bluetooth = family('bluetooth');

export const protocol: OptionSpec = {
  short: 'A',
  long: 'protocol',
  argument: {
    name: 'LIST',
    words: FAMILY_NAMES,
    wordsWith: { ls: FAMILY_NAMES.filter(isFollowed), events: FAMILY_NAMES.filter(isFollowed) },
    list: true,
  },
  group: 'families',
  views: VIEWS,
  repeats: true,
  help: 'families with commas between them; most are options too, as --ax25',
  helpWith: {
    ls: 'families with commas between them: inet, inet6, unix',
    events: 'families with commas between them: inet, inet6, unix',
  },
  note:
    'Of these ip and tcpip are inet, ip6 is inet6, appletalk is ddp. Of ddp there are routes and no sockets; econet and ash select ' +
    'nothing.',
  apply: (settings, list) => {
    for (const name of list.split(',')) selectFamily(settings, name);
  },
};
