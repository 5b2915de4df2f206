import { checkList, checkNumbers, checkQueryObject, checkType } from '../../base/arguments.ts';
import { SOURCE_KEYS, type SourceQuery } from '../../kernel/source-choice.ts';
import type { Protocol } from '../../uapi/sockets.ts';
import { MAX_PORT } from '../filter/ports.ts';
import type { Query } from '../query.ts';
import type { SocketTable } from '../table/socket-table.ts';
import { heldAddressTest } from './held-address.ts';

/** A protocol whose sockets have ports. */
export type PortProtocol = Extract<Protocol, 'tcp' | 'udp' | 'sctp' | 'udplite' | 'dccp'>;

export const PORT_PROTOCOLS: readonly PortProtocol[] = ['tcp', 'udp', 'sctp', 'udplite', 'dccp'];

/** What may be held: a port, or the path of a UNIX socket. One of the two. */
export interface OwnersQuery extends SourceQuery, Pick<Query, 'ownerMethod' | 'ownerThreads'> {
  /** From 1 to 65535. */
  port?: number | undefined;
  /** Only in this protocol. Default: any that has ports. */
  protocol?: PortProtocol | undefined;
  /**
   * Only what holds the port at this address: sockets that are bound to it, or to the wildcard of its IP version. An IPv4 or IPv6 address without
   * brackets or scope. With `0.0.0.0` what holds it at any IPv4 address, with `::` at any.
   */
  address?: string | undefined;
  /** A UNIX socket's name as it was bound; `@` for the NUL that an abstract one begins with. */
  path?: string | undefined;
}

const KEYS: Readonly<Record<keyof OwnersQuery, true>> = {
  ...SOURCE_KEYS,
  ...{ port: true, protocol: true, address: true, path: true, ownerMethod: true, ownerThreads: true },
};

/** Which rows of which query are holders. */
export interface HolderSearch {
  query: Query;
  wants: (table: SocketTable, row: number) => boolean;
}

/** @throws TypeError that names the argument */
export function holderSearch(wanted: OwnersQuery, query: Query): HolderSearch {
  checkQueryObject(wanted, KEYS);
  const { port, protocol, address, path } = wanted;
  checkType('path', path, 'string');
  checkType('address', address, 'string');
  if (protocol !== undefined) checkList('protocol', [protocol], PORT_PROTOCOLS);
  if (path !== undefined) {
    if (path === '') throw new TypeError('path must not be empty');
    if (port !== undefined || protocol !== undefined || address !== undefined)
      throw new TypeError('path: a UNIX socket has no port, protocol or address');
    return { query: { ...query, protocols: ['unix'] }, wants: pathTest(path) };
  }
  if (port === undefined) throw new TypeError('port or path must be given');
  checkNumbers('port', [port], 1, MAX_PORT);
  const test = address === undefined ? undefined : heldAddressTest(address);
  if (address !== undefined && !test) throw new TypeError(`address: '${address}' is no IPv4 or IPv6 address`);
  const protocols = protocol === undefined ? PORT_PROTOCOLS : [protocol];
  return { query: { ...query, protocols, localPorts: [port] }, wants: test ?? (() => true) };
}

/** By the bytes: a name that is no UTF-8 cannot be asked for. */
function pathTest(path: string): HolderSearch['wants'] {
  const bytes = Buffer.from(path);
  if (path.startsWith('@')) bytes[0] = 0;
  return ({ unix }, row) => {
    const name = unix?.path.at(row);
    return name !== undefined && bytes.equals(name);
  };
}
