import { getent } from './getent.ts';
import { hasMoreThanFile, readText } from './nsswitch.ts';
import { passwdEntries } from './passwd.ts';

const TIMEOUT_MS = 5000;

/** All users' names and numbers: of /etc/passwd, and of what the name service lists where it lists any. */
export async function listedUsers(signal?: AbortSignal): Promise<[name: string, uid: number][]> {
  const more = hasMoreThanFile('passwd') ? await getent('passwd', [], TIMEOUT_MS, signal) : '';
  return [readText('/etc/passwd'), more].flatMap((text) =>
    [...passwdEntries(text)].map(([latin1, uid]): [string, number] => [asText(latin1), uid]),
  );
}

/**
 * The numbers of users by their names: of the first of that name in /etc/passwd, else of what the name service says, which is asked once for all. A
 * name that no user has is not there.
 */
export async function idsOfUsers(names: readonly string[], signal?: AbortSignal): Promise<Map<string, number>> {
  const found = idsIn(readText('/etc/passwd'), new Set(names));
  // To getent a number is a user's number, an option is one, and a NUL ends it.
  const unknown = names.filter((name) => !found.has(name) && !/^-|^\d+$|\0/.test(name));
  if (unknown.length === 0 || !hasMoreThanFile('passwd')) return found;
  const more = idsIn(await getent('passwd', unknown, TIMEOUT_MS, signal), new Set(unknown));
  return new Map([...found, ...more]);
}

function idsIn(text: string, wanted: ReadonlySet<string>): Map<string, number> {
  const ids = new Map<string, number>();
  for (const [latin1, uid] of passwdEntries(text)) {
    const name = asText(latin1);
    if (wanted.has(name) && !ids.has(name)) ids.set(name, uid);
  }
  return ids;
}

function asText(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString();
}
