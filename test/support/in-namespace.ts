/**
 * Imported first by a test file, moves that whole file into a network namespace of its own, where it may make any socket and
 * sees no other. The file is run again inside, and what runs here only passes its result on.
 */
import { spawnSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';

const MARK = 'SOCKDIAG_TEST_NAMESPACE';

/** Why there is no namespace to run in, when there is none. */
export let namespaceMissing: string | undefined;

if (process.env[MARK] !== '1') {
  const flags = process.geteuid?.() === 0 ? ['--net'] : ['--net', '--map-root-user'];
  const probe = spawnSync('unshare', [...flags, 'true'], { encoding: 'utf8' });
  if (probe.status === 0) {
    const args = [...flags, process.execPath, ...process.execArgv, ...process.argv.slice(1)];
    const { status } = spawnSync('unshare', args, { stdio: 'inherit', env: { ...process.env, [MARK]: '1' } });
    process.exit(status ?? 1);
  }
  namespaceMissing = `no network namespace: ${probe.error?.message ?? probe.stderr.trim()}`;
} else if (Object.keys(networkInterfaces()).length > 0) {
  throw new Error('the network namespace is not new: it has an interface that is up');
}
