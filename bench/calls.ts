/** Names of the calls that bench/inside.ts can make, by which results know them too. */

/** Ways to find owners, where both can be had. */
export const METHODS = ['procfs', 'bpf'] as const;
export type Method = (typeof METHODS)[number];

export const SNAPSHOT = 'snapshot({ owners: true })';
export const snapshotBy = (method: Method) => `snapshot({ owners: true, ownerMethod: '${method}' })`;
export const THEIR_CALL = 'networkConnections()';
export const DUMP_FLOOR = 'a dump, dropped';
export const scanFloor = (method: Method) => `a search by ${method}, dropped`;
