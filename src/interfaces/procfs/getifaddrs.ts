import { networkInterfaces } from 'node:os';
import { SockdiagError, systemError } from '../../base/errors.ts';
import type { LocatedAddress } from '../interface.ts';

/**
 * IPv4 addresses as the C library's getifaddrs(3) gives them to Node: /proc has them, but not whose they are. They are those of
 * interfaces that run, under their labels, without peer and broadcast.
 * @param names - of all interfaces
 * @throws SockdiagError when it does not tell
 */
export function libraryAddresses(names: ReadonlySet<string>): LocatedAddress[] {
  return Object.entries(askLibrary()).flatMap(([label, addresses = []]) =>
    addresses
      .filter(({ family }) => family === 'IPv4')
      .map(({ address, cidr }) => ({
        index: null,
        name: interfaceOf(label, names),
        address: {
          family: 'inet',
          address,
          prefixLength: Number(cidr?.split('/')[1]),
          peer: null,
          broadcast: null,
          label,
          scope: null,
          flags: null,
          validLifetime: null,
          preferredLifetime: null,
        },
      })),
  );
}

/** The longest part of a label up to a colon that is an interface's name, which may have colons too. */
export function interfaceOf(label: string, names: ReadonlySet<string>): string {
  for (let end = label.length; end > 0; end = label.lastIndexOf(':', end - 1)) {
    if (names.has(label.slice(0, end))) return label.slice(0, end);
  }
  return label.replace(/:.*/s, '');
}

function askLibrary(): ReturnType<typeof networkInterfaces> {
  try {
    return networkInterfaces();
  } catch (cause) {
    // Node's own words are "A system error occurred: uv_interface_addresses returned Unknown system error 97".
    const errno = (cause as { info?: { errno?: number } }).info?.errno;
    const { message } =
      errno === undefined
        ? { message: `getifaddrs: ${(cause as Error).message}` }
        : systemError('getifaddrs', Math.abs(errno));
    // To whoever asks, addresses that cannot be had are addresses this source does not have.
    throw new SockdiagError(message, { code: 'ENOENT', syscall: 'getifaddrs', cause });
  }
}
