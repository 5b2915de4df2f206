import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Here what is large and seldom changes is kept between runs, for all checkouts; what was not wanted for two weeks is removed. */
const CACHE =
  process.env.SOCKDIAG_TEST_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'sockdiag-test');

const DAY_MS = 86_400_000;

/** The folder that was made of these inputs, where it was. */
export function cached(name: string, inputs: readonly (string | Buffer)[]): string | undefined {
  const place = placeOf(name, inputs);
  if (!existsSync(place)) return undefined;
  // Its age says when it was last wanted.
  utimesSync(place, new Date(), new Date());
  return place;
}

/**
 * A folder that is made once of its inputs, and kept. It is made beside its place and renamed into it, so whoever finds it finds it whole,
 * and of two that make it one wins.
 */
export function cachedFolder(
  name: string,
  inputs: readonly (string | Buffer)[],
  make: (folder: string) => void,
): string {
  const kept = cached(name, inputs);
  if (kept !== undefined) return kept;
  const place = placeOf(name, inputs);
  mkdirSync(CACHE, { recursive: true, mode: 0o700 });
  removeUnused();
  const making = mkdtempSync(join(CACHE, `making-${name}-`));
  try {
    make(making);
    renameSync(making, place);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(place)) throw error;
  }
  return place;
}

function removeUnused(): void {
  for (const name of readdirSync(CACHE)) {
    const folder = join(CACHE, name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > (name.startsWith('making-') ? DAY_MS : 14 * DAY_MS)) rmSync(folder, { recursive: true, force: true });
  }
}

function placeOf(name: string, inputs: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(createHash('sha256').update(input).digest());
  return join(CACHE, `${name}-${hash.digest('hex').slice(0, 24)}`);
}
