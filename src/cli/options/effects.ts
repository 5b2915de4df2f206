import { ProcRoot } from '../../kernel/procfs/root.ts';
import { SOURCES } from '../../kernel/source-choice.ts';
import { OWNER_METHODS } from '../../sockets/query.ts';
import { EXIT_FAILURE, EXIT_USAGE, Exit } from '../exit.ts';
import { selinuxEnabled } from '../names/contexts.ts';
import type { Settings } from '../settings.ts';

type Flag = { [Key in keyof Settings]: Settings[Key] extends boolean ? Key : never }[keyof Settings];

export const set =
  (...names: Flag[]) =>
  (settings: Settings) => {
    for (const name of names) settings[name] = true;
  };

export function nothing(): void {}

export function extend(settings: Settings): void {
  settings.extend = true;
  settings.extendCount++;
}

export function usage(): void {
  throw new Exit(EXIT_USAGE, '', true);
}

/** At once, as netstat does: the other options do not matter then. */
export function setContext(settings: Settings): void {
  if (!selinuxEnabled(new ProcRoot(settings.procRoot).path)) {
    throw new Exit(EXIT_FAILURE, 'SELinux is not enabled on this machine.');
  }
  settings.programs = true;
  settings.context = true;
}

export function setInterval(settings: Settings, value: string): void {
  settings.interval = secondsOf('--interval', value);
  settings.continuous = true;
}

export function setSeconds(settings: Settings, value: string): void {
  settings.seconds = secondsOf('--for', value);
}

function secondsOf(option: string, value: string): number {
  const seconds = Number(value);
  if (value.trim() !== '' && seconds > 0 && seconds <= MAX_SECONDS) return seconds;
  throw new Exit(
    EXIT_USAGE,
    `sockdiag: ${option} wants a number of seconds above 0 and at most ${MAX_SECONDS}, not '${value}'`,
  );
}

export function setCount(settings: Settings, value: string): void {
  const count = Number(value);
  if (!/^\d+$/.test(value) || count < 1 || !Number.isSafeInteger(count)) {
    throw new Exit(EXIT_USAGE, `sockdiag: --count wants a whole number above 0, not '${value}'`);
  }
  settings.count = count;
}

export const setFile =
  (name: 'record' | 'replay') =>
  (settings: Settings, value: string): void => {
    if (value === '') throw new Exit(EXIT_USAGE, `sockdiag: --${name} wants a file, not ''`);
    settings[name] = value;
  };

export function setSource(settings: Settings, value: string): void {
  settings.source = oneOf('--source', SOURCES, value);
}

export function setOwnerMethod(settings: Settings, value: string): void {
  settings.ownerMethod = oneOf('--owners', OWNER_METHODS, value);
}

function oneOf<Word extends string>(option: string, words: readonly Word[], value: string): Word {
  const word = words.find((name) => name === value);
  if (!word) throw new Exit(EXIT_USAGE, `sockdiag: ${option} wants one of ${words.join(', ')}, not '${value}'`);
  return word;
}

export function setProcRoot(settings: Settings, value: string): void {
  // What a script's empty variable makes must not be this system's own /proc.
  if (value === '') throw new Exit(EXIT_USAGE, "sockdiag: --procfs wants a folder, not ''");
  settings.procRoot = value;
}

// A timer's longest delay is 2^31 - 1 ms.
const MAX_SECONDS = 2_147_483;
