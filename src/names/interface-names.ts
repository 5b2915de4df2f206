import { readdirSync } from 'node:fs';
import { loadAddon } from '../kernel/addon/load-addon.ts';
import { type AlternativeName, readLinkNames } from '../kernel/netlink/link-names.ts';
import { readSmall } from '../kernel/procfs/read-small.ts';

const SYS = '/sys/class/net';

/** A name of an interface: the one it is listed by, or an alternative one. */
export interface InterfaceName {
  index: number;
  name: string;
}

/**
 * All names of all interfaces. Without the addon they come from /sys, which may be of another network namespace; then no source tells a socket's
 * interface, so nothing depends on them.
 */
export async function interfaceNames(signal?: AbortSignal): Promise<InterfaceName[]> {
  const { addon } = loadAddon();
  if (addon === undefined) return sysNames();
  const others: AlternativeName[] = [];
  const names = await readLinkNames(addon, { interrupted: false }, signal, others);
  const all = [...[...names].map(([index, name]) => ({ index, name })), ...others];
  return all.map(({ index, name }) => ({ index, name: Buffer.from(name).toString() }));
}

function sysNames(): InterfaceName[] {
  return namesInSys().flatMap((name) => {
    try {
      return [{ index: Number(Buffer.from(readSmall(`${SYS}/${name}/ifindex`)).toString()), name }];
    } catch {
      // The interface is gone.
      return [];
    }
  });
}

function namesInSys(): string[] {
  try {
    return readdirSync(SYS);
  } catch {
    // No /sys, no names.
    return [];
  }
}
