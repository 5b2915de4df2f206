/** The most that the name of an interface has: IFNAMSIZ of `include/uapi/linux/if.h`, with its NUL. */
export const MOST_INTERFACE_NAME = 15;

/** Whether some bytes can be an interface's name, as far as their number and NULs tell. */
export function isInterfaceName(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > MOST_INTERFACE_NAME) return false;
  for (let at = start; at < end; at++) if (bytes[at] === 0) return false;
  return true;
}
