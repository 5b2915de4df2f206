import { getent } from './getent.ts';
import { hasMoreThanFile, readText } from './nsswitch.ts';
import { passwdEntries } from './passwd.ts';

const TIMEOUT_MS = 5000;

/** The numbers of all users whose names are wanted: of /etc/passwd, and of what the name service lists where it lists any. */
export async function userIds(isWanted: (name: string) => boolean): Promise<number[]> {
  const file = uidsIn(readText('/etc/passwd'), isWanted);
  const more = hasMoreThanFile('passwd') ? uidsIn(await getent('passwd', [], TIMEOUT_MS), isWanted) : [];
  return [...new Set([...file, ...more])];
}

/** The number of a user: of the first of that name in /etc/passwd, else of what the name service says; undefined for no user. */
export async function userId(name: string): Promise<number | undefined> {
  const isWanted = (other: string) => other === name;
  const [uid] = uidsIn(readText('/etc/passwd'), isWanted);
  if (uid !== undefined || !hasMoreThanFile('passwd')) return uid;
  // To getent a number is a user's number, an option is one, and a NUL ends it.
  if (/^-|^\d+$|\0/.test(name)) return undefined;
  return uidsIn(await getent('passwd', [name], TIMEOUT_MS), isWanted)[0];
}

function uidsIn(text: string, isWanted: (name: string) => boolean): number[] {
  const uids: number[] = [];
  for (const [name, uid] of passwdEntries(text)) if (isWanted(asText(name))) uids.push(uid);
  return uids;
}

function asText(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString();
}
