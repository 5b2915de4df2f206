import { spawnSync } from 'node:child_process';
import { packageUrl } from '../../src/package-root.ts';

/** The folder of the package's modules, each compiled by itself: the parts of what dist/ has in bundles. */
export const DIST = packageUrl('build-modules/').href;

/** Runs a module in a process of its own, with at most `files` descriptors; the package's modules come as it is built. */
export function runModule(code: string, { flags = [] as string[], files = 1000, dist = DIST, env = {} } = {}) {
  const prelude = `
    import { closeSync, openSync, readdirSync } from 'node:fs';
    const { loadAddon } = await import('${dist}kernel/addon/load-addon.js');
    const { dump } = await import('${dist}kernel/netlink/dump.js');
    const { searchOwners } = await import('${dist}sockets/owners/owners.js');
    const { ProcRoot } = await import('${dist}kernel/procfs/root.js');
    const { inetDiagRequest } = await import('${dist}sockets/netlink/inet-request.js');
    const request = inetDiagRequest({ family: 2, protocol: 6, states: 0xfff });
    const count = () => readdirSync('/proc/self/task').length + readdirSync('/proc/self/fd').length;
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const search = (options) => searchOwners({ addon: loadAddon().addon, root: new ProcRoot() }, options);`;
  const node = [process.execPath, ...flags, '--input-type=module', '--eval', prelude + code];
  const args = ['-c', `ulimit -n ${files} && exec "$@"`, 'sh', ...node];
  // The bound is for a process that never ends; it is no measure.
  const { status, signal, stdout, stderr } = spawnSync('sh', args, {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, ...env },
  });
  return { status, signal, stdout, stderr };
}

/** What runModule() gives for a process that ended by itself and complained of nothing. */
export const ended = (status: number, stdout = '') => ({ status, signal: null, stdout, stderr: '' });
