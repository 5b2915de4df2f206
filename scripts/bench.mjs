// `npm run bench:functions`, `bench:questions`, `bench:views`, `bench:peers`, `bench:stream`, `bench:start`, `bench:page` [-- OPTIONS]: sets the
// checkout up when something changed, then is bench/<NAME>/main.ts.
import { spawnSync } from 'node:child_process';
import { setUp } from './setup.mjs';

const [name, ...options] = process.argv.slice(2);
setUp();
const { status } = spawnSync(process.execPath, ['--import', 'tsx', `bench/${name}/main.ts`, ...options], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
