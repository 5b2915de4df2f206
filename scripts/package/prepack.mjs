// `npm pack` and `npm publish` run this first: it makes all that the package holds, so that a fresh clone packs a whole package, or fails.
// It speaks on stderr, because stdout is what `npm pack --json` answers.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from '../setup.mjs';
import { prebuildFaults } from './prebuilds.mjs';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '../..'));

setUp();
prebuild();
const faults = prebuildFaults('prebuilds');
if (faults.length > 0) fail(faults.join('; '));

/** Makes the addons, where they are not already made of these sources. */
function prebuild() {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  if (!scripts.prebuild) return;
  const { error, status } = spawnSync('npm', ['run', '--silent', 'prebuild'], { stdio: ['ignore', 2, 2] });
  if (error || status !== 0) fail(`npm run prebuild failed${error ? `: ${error.message}` : ''}`);
}

function fail(reason) {
  process.stderr.write(`sockdiag is not packed: ${reason}\n`);
  process.exit(1);
}
