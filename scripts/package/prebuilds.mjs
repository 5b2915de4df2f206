// What is wrong with prebuilds/ as the package would hold it.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every machine that the package brings an addon for. */
export const TARGETS = ['linux-arm64-glibc', 'linux-arm64-musl', 'linux-x64-glibc', 'linux-x64-musl'];

/** Gives a line for each thing that is wrong: none when all the files are there, and are those of the manifest. */
export function prebuildFaults(folder) {
  const manifest = join(folder, 'manifest.json');
  if (!existsSync(manifest)) return [`there is no ${manifest}`];
  const { version, files } = JSON.parse(readFileSync(manifest, 'utf8'));
  if (version !== 1) return [`${manifest} has version ${version}, and 1 is known here`];
  const notices = existsSync(join(folder, 'NOTICES.md')) ? [] : [`there is no ${join(folder, 'NOTICES.md')}`];
  const known = TARGETS.map((target) => `${target}.node`);
  const others = readdirSync(folder).filter((name) => name.endsWith('.node') && !known.includes(name));
  return [
    ...TARGETS.flatMap((target) => fileFaults(folder, target, files[target])),
    ...others.map((name) => `${join(folder, name)} is for no machine that the package knows`),
    ...notices,
  ];
}

function fileFaults(folder, target, entry) {
  const path = join(folder, `${target}.node`);
  if (!existsSync(path)) return [`there is no ${path}`];
  if (!entry) return [`${path} is not in the manifest`];
  const bytes = readFileSync(path);
  const same = bytes.length === entry.size && createHash('sha256').update(bytes).digest('hex') === entry.sha256;
  return same ? [] : [`${path} is not the file of the manifest`];
}
