// `npm run prebuild [-- OPTIONS]`: the addons for all machines, in prebuilds/ (scripts/prebuild.mjs starts this).
import { fileURLToPath } from 'node:url';
import { packageUrl } from '../../src/package-root.ts';
import { makePrebuilds } from './make.ts';
import { readOptions, USAGE } from './options.ts';
import { verifyPrebuilds } from './verify.ts';

const say = (words: string) => process.stderr.write(`sockdiag prebuilds: ${words}\n`);

function run(words: readonly string[]): void {
  if (words.includes('--help')) return void process.stdout.write(USAGE);
  const checkout = fileURLToPath(packageUrl(''));
  const options = readOptions(words);
  makePrebuilds(checkout, options, say);
  if (!options.verify) return;
  const differences = verifyPrebuilds(checkout, options, say);
  if (differences.length > 0) throw new Error(differences.join('\n'));
  say(`${options.targets.join(', ')}: built again elsewhere, byte for byte the same`);
}

try {
  run(process.argv.slice(2));
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
