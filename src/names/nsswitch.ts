import { existsSync, readFileSync } from 'node:fs';

type Database = 'services' | 'protocols' | 'passwd' | 'networks';

const CONFIGURATION = '/etc/nsswitch.conf';

/** What a source needs to have anything to say, besides the file that is read anyway. */
const IDLE_WITHOUT: Readonly<Record<string, (database: Database) => string>> = {
  db: (database) => `/var/lib/misc/${database}.db`,
};

/**
 * Whether the name service knows more of a database than its file in /etc: LDAP, SSSD, systemd, … (nsswitch.conf(5)).
 * Asking it costs a process, so it is asked only then.
 */
export function hasMoreThanFile(database: Database, configuration = CONFIGURATION): boolean {
  return (sourcesOf(database, configuration) ?? []).some((source) => {
    if (source === 'files') return false;
    const needed = IDLE_WITHOUT[source]?.(database);
    return needed === undefined || existsSync(needed);
  });
}

/** Whether hosts are looked up in DNS, itself or through systemd-resolved; where nothing is said of them they are. */
export function asksDns(configuration = CONFIGURATION): boolean {
  const sources = sourcesOf('hosts', configuration);
  return sources === undefined || sources.some((source) => source === 'dns' || source === 'resolve');
}

/** The sources of a database in their order; undefined when it is not mentioned. */
function sourcesOf(database: Database | 'hosts', configuration: string): string[] | undefined {
  const line = readText(configuration)
    .split('\n')
    .find((text) => text.startsWith(`${database}:`));
  return line
    ?.replace(/#.*|\[[^[\]]*\]/g, '')
    .split(/\s+|:/)
    .slice(1)
    .filter(Boolean);
}

/** A file of /etc as Latin-1 text; empty when it is not there, as the C library takes it. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // A machine without the file has no names in it.
    return '';
  }
}
