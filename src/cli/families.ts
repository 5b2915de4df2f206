import { EXIT_FAILURE, Exit } from './exit.ts';
import type { OldFamily, Settings } from './settings.ts';

const old = (name: OldFamily) => (settings: Settings) => settings.oldFamilies.add(name);
const inet = (settings: Settings) => {
  settings.inet = true;
};
const inet6 = (settings: Settings) => {
  settings.inet6 = true;
};
// Families netstat knows by name although it lists no sockets of theirs: naming one selects nothing.
const nothing = () => {};

/** The address families by the names netstat takes. */
const FAMILIES: Readonly<Record<string, (settings: Settings) => void>> = {
  inet,
  ip: inet,
  tcpip: inet,
  inet6,
  ip6: inet6,
  unix: (settings) => {
    settings.unix = true;
  },
  ax25: old('ax25'),
  x25: old('x25'),
  ipx: old('ipx'),
  netrom: old('netrom'),
  rose: old('rose'),
  ddp: nothing,
  appletalk: nothing,
  econet: nothing,
  ash: nothing,
  bluetooth: (settings) => {
    settings.bluetooth = true;
  },
};

export function selectFamily(settings: Settings, name: string): void {
  const select = Object.hasOwn(FAMILIES, name) ? FAMILIES[name] : undefined;
  if (!select) throw new Exit(EXIT_FAILURE, `Unknown address family \`${name}'.`);
  select(settings);
}

/** A list with commas, as -A takes it. */
export function selectFamilies(settings: Settings, list: string): void {
  for (const name of list.split(',')) selectFamily(settings, name);
}
