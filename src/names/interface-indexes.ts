import { readdirSync } from 'node:fs';
import { loadAddon } from '../kernel/addon/load-addon.ts';
import { type AlternativeName, readLinkNames } from '../kernel/netlink/link-names.ts';
import { readSmall } from '../kernel/procfs/read-small.ts';

const SYS = '/sys/class/net';

/**
 * The indexes of all interfaces of which a name, or an alternative one, is wanted. Without the addon they come from /sys, which may be of another
 * network namespace; then no source tells a socket's interface, so nothing depends on them.
 */
export async function interfaceIndexes(isWanted: (name: string) => boolean, signal?: AbortSignal): Promise<number[]> {
  const { addon } = loadAddon();
  if (addon === undefined) return indexesInSys(isWanted);
  const others: AlternativeName[] = [];
  const names = await readLinkNames(addon, { interrupted: false }, signal, others);
  const isNamed = (name: Uint8Array) => isWanted(Buffer.from(name).toString());
  const indexes = new Set<number>();
  for (const [index, name] of names) if (isNamed(name)) indexes.add(index);
  for (const { index, name } of others) if (isNamed(name)) indexes.add(index);
  return [...indexes];
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
