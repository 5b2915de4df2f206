import { existsSync, readFileSync } from 'node:fs';

type Database = 'services' | 'protocols' | 'passwd' | 'networks';

/** What a source needs to have anything to say, besides the file that is read anyway. */
const IDLE_WITHOUT: Readonly<Record<string, (database: Database) => string>> = {
  db: (database) => `/var/lib/misc/${database}.db`,
};

/**
 * Whether the name service knows more of a database than its file in /etc: LDAP, SSSD, systemd, … (nsswitch.conf(5)).
 * Asking it costs a process, so it is asked only then.
 */
export function hasMoreThanFile(database: Database, configuration = '/etc/nsswitch.conf'): boolean {
  const line = readText(configuration)
    .split('\n')
    .find((text) => text.startsWith(`${database}:`));
  const sources = (line ?? '')
    .replace(/#.*|\[[^\]]*\]/g, '')
    .split(/\s+/)
    .slice(1)
    .filter(Boolean);
  return sources.some((source) => {
    if (source === 'files') return false;
    const needed = IDLE_WITHOUT[source]?.(database);
    return needed === undefined || existsSync(needed);
  });
}

/** A file of /etc as text; empty when it is not there, as the C library takes it. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // A machine without the file has no names in it.
    return '';
  }
}
