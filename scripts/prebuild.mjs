// `npm run prebuild [-- OPTIONS]`: sets the checkout up when something changed, then makes the addons for all machines.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setUp } from './setup.mjs';

/** npm takes a script of this name for what has to run before `build`, which needs no prebuilds. Only its title tells. */
function runsBeforeBuild() {
  for (let pid = process.ppid; pid > 1; pid = parentOf(pid)) {
    const [name, ...words] = read(`/proc/${pid}/cmdline`).split(/[ \0]+/);
    if (name === 'npm') return words.includes('build') && !words.includes('prebuild');
  }
  return false;
}

function parentOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function read(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

if (!runsBeforeBuild()) {
  setUp();
  const args = ['--import', 'tsx', 'scripts/prebuild/main.ts', ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}
