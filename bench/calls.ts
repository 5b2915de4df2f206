/** Names of the calls that bench/inside.ts can make, by which results know them too. */

/** Ways to find owners, where both can be had. */
export const METHODS = ['procfs', 'bpf'] as const;
export type Method = (typeof METHODS)[number];

export const SNAPSHOT = 'snapshot({ owners: true })';
export const snapshotBy = (method: Method) => `snapshot({ owners: true, ownerMethod: '${method}' })`;
export const THEIR_CALL = 'networkConnections()';
export const DUMP_FLOOR = 'a dump, dropped';
/** As the two requests of DUMP_FLOOR have it, but for the order. */
export const BOTH_FLOOR = 'a dump of both IP versions in one request, dropped';
/** The same of sockets of one port, of which there are few: the kernel walks its table and has hardly a row to write. */
export const FEW_DUMP_FLOOR = 'a dump of port 443, dropped';
export const FEW_BOTH_FLOOR = 'a dump of port 443 of both IP versions in one request, dropped';
export const RESIDUAL_FILTER = 'recv-q >= 0 and local-port > 1024 and not state listen';
export const FILTER_CALL = `every row asked: ${RESIDUAL_FILTER}`;
export const scanFloor = (method: Method) => `a search by ${method}, dropped`;
