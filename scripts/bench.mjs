// `npm run bench [-- OPTIONS]`: sets the checkout up when something changed, then runs the benchmarks.
import { spawnSync } from 'node:child_process';
import { setUp } from './setup.mjs';

setUp();
const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
