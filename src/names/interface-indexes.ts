import { readdirSync } from 'node:fs';
import { loadAddon } from '../kernel/addon/load-addon.ts';
import { readLinkNames } from '../kernel/netlink/link-names.ts';
import { readSmall } from '../kernel/procfs/read-small.ts';

const SYS = '/sys/class/net';

/**
 * The indexes of all interfaces whose names are wanted. Without the addon they come from /sys, which may be of another network namespace; then
 * no source tells a socket's interface, so nothing depends on them.
 */
export async function interfaceIndexes(isWanted: (name: string) => boolean, signal?: AbortSignal): Promise<number[]> {
  const { addon } = loadAddon();
  if (addon === undefined) return indexesInSys(isWanted);
  const indexes: number[] = [];
  for (const [index, name] of await readLinkNames(addon, { interrupted: false }, signal)) {
    if (isWanted(Buffer.from(name).toString())) indexes.push(index);
  }
  return indexes;
}

function indexesInSys(isWanted: (name: string) => boolean): number[] {
  return namesInSys()
    .filter(isWanted)
    .flatMap((name) => {
      try {
        return [Number(Buffer.from(readSmall(`${SYS}/${name}/ifindex`)).toString())];
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
