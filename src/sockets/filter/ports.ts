export const MAX_PORT = 0xffff;

/** The ports that are wanted at each end of a socket; an end without a set may have any. */
export interface PortFilter {
  local?: ReadonlySet<number> | undefined;
  remote?: ReadonlySet<number> | undefined;
}

/** Whether a socket with these ports is wanted. Without a filter every one is. */
export function hasPorts(filter: PortFilter | undefined, local: number, remote: number): boolean {
  if (filter === undefined) return true;
  return (filter.local?.has(local) ?? true) && (filter.remote?.has(remote) ?? true);
}
