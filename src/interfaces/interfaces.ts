import { checkList, checkQueryObject, checkType } from '../base/arguments.ts';
import { isOutOfReach, requireLinux, SockdiagError } from '../base/errors.ts';
import { Batch } from '../kernel/batch.ts';
import { type Part, readPart } from '../kernel/read-part.ts';
import { countIncomplete, newTableReport, noteIncomplete, type TableReport } from '../kernel/report.ts';
import { collect, type Rows, type TableScan, tableScan } from '../kernel/rows.ts';
import {
  checkSourceQuery,
  chooseSource,
  SOURCE_KEYS,
  type SourceChoice,
  type SourceQuery,
} from '../kernel/source-choice.ts';
import {
  type Interface,
  type InterfaceAddress,
  type InterfaceRecord,
  type LocatedAddress,
  toInterface,
} from './interface.ts';
import { dumpAddresses, dumpLinks } from './netlink/interfaces.ts';
import { InterfaceFiles } from './procfs/interfaces.ts';

/** What of the interfaces. Everything is optional. */
export interface InterfaceQuery extends SourceQuery {
  /** Whose addresses are read. Default: both. */
  families?: readonly ('inet' | 'inet6')[];
  /** Another place for /sys, read where /proc is. Default: `HOST_SYS` in the environment, else beside `procRoot`. */
  sysRoot?: string | undefined;
  /**
   * Parts for which /proc is read too: `inet6` gives the IPv6 addresses of each interface the order they have there, which
   * netstat shows and netlink does not know. Only with source `auto`.
   */
  procFields?: readonly 'inet6'[];
}

const KEYS: Readonly<Record<keyof InterfaceQuery, true>> = {
  ...SOURCE_KEYS,
  families: true,
  procFields: true,
  sysRoot: true,
};
const FAMILIES = ['inet', 'inet6'] as const;

type InterfaceBatch = Batch<InterfaceRecord, Interface>;

/**
 * The network interfaces with their counters and addresses, in the kernel's order. The parts of the report are `links`, `inet` and
 * `inet6`: the interfaces and the addresses of each family.
 * @throws SockdiagError, or a TypeError that names the argument
 */
export async function interfaces(query: InterfaceQuery = {}): Promise<Rows<Interface>> {
  return collect(scanInterfaces(query));
}

/** The same a batch at a time, with nothing decoded that is not asked for. */
export function scanInterfaces(query: InterfaceQuery = {}): TableScan<InterfaceRecord, Interface> {
  requireLinux();
  checkQuery(query);
  const choice = chooseSource(query);
  const report = newTableReport(choice);
  return tableScan(readInterfaces(query, choice, report), report);
}

function checkQuery(query: InterfaceQuery): void {
  checkQueryObject(query, KEYS);
  checkSourceQuery(query);
  checkList('families', query.families, FAMILIES);
  checkList('procFields', query.procFields, ['inet6']);
  checkType('sysRoot', query.sysRoot, 'string');
}

/** Addresses come first, so that each interface comes with its own. */
async function* readInterfaces(
  query: InterfaceQuery,
  choice: SourceChoice,
  report: TableReport,
): AsyncGenerator<InterfaceBatch, void, undefined> {
  const { signal, families = FAMILIES } = query;
  const files = new InterfaceFiles(choice.root, report, query.sysRoot, signal);
  const addresses = new AddressLists();
  const wanted = FAMILIES.filter((name) => families.includes(name));
  const lists = await Promise.all(wanted.map((family) => readAddresses(family, files, query, choice, report)));
  for (const list of lists) addresses.add(list);
  // They were noted in the order in which the kernel answered.
  const { sources } = report;
  report.sources = Object.fromEntries(wanted.flatMap((family) => (sources[family] ? [[family, sources[family]]] : [])));
  const links: Part<InterfaceBatch> = {
    name: 'links',
    netlink: (addon) => dumpLinks(addon, report, signal),
    procfs: () => files.links(),
  };
  const firsts = new Map<number, number>();
  let number = 0;
  for await (const batch of readPart(links, choice, report)) yield joined(batch, addresses, firsts, number++);
  noteMissing(report, files);
  // Of batches that nobody walked it is not known whose interfaces they have.
  const isWhole = report.sources.links?.source !== 'none' && addresses.walked.size === number;
  if (report.sources.inet6?.source === 'procfs' && isWhole) countIncomplete(report, 'if_inet6', addresses.homeless());
}

/**
 * Gives each interface of a batch its addresses, and leaves out one that came in an earlier batch: the kernel lists it twice when
 * others come and go meanwhile. A batch may be walked again.
 * @param firsts - the number of the batch in which an index came first
 */
function joined(
  batch: InterfaceBatch,
  addresses: AddressLists,
  firsts: Map<number, number>,
  number: number,
): InterfaceBatch {
  const walk = (visit: (record: InterfaceRecord) => void) => {
    addresses.walked.add(number);
    batch.forEach((record) => {
      const { index } = record;
      const first = index === null ? number : (firsts.get(index) ?? number);
      if (first < number) return;
      if (index !== null) firsts.set(index, number);
      record.addresses = addresses.of(record);
      visit(record);
    });
  };
  return new Batch(walk, toInterface);
}

async function readAddresses(
  family: 'inet' | 'inet6',
  files: InterfaceFiles,
  { procFields, signal }: InterfaceQuery,
  choice: SourceChoice,
  report: TableReport,
): Promise<LocatedAddress[]> {
  const part: Part<LocatedAddress[]> = {
    name: family,
    netlink: (addon) => dumpAddresses(addon, family, report, signal),
    procfs: () => files[family](),
  };
  const wantsOrder = family === 'inet6' && procFields?.includes('inet6') && choice.netlink && choice.procfs;
  const order = wantsOrder ? readOrder(files) : undefined;
  // It may fail before it is waited for.
  order?.catch(() => {});
  const found: LocatedAddress[] = [];
  for await (const addresses of readPart(part, choice, report)) for (const address of addresses) found.push(address);
  if (!order || report.sources.inet6?.source !== 'netlink') return found;
  const { rows, failure } = await order;
  // A kernel without IPv6 has neither.
  if (failure && found.length > 0) noteIncomplete(report, family, failure);
  return inOrder(found, rows);
}

/** Addresses with their indexes, in the order of /proc, as far as it can be read: the order is worth no failure. */
async function readOrder(files: InterfaceFiles): Promise<{ rows: LocatedAddress[]; failure?: SockdiagError }> {
  const rows: LocatedAddress[] = [];
  try {
    for await (const part of files.inet6()) for (const row of part) rows.push(row);
    return { rows };
  } catch (error) {
    if (!(error instanceof SockdiagError) || !isOutOfReach(error)) throw error;
    return { rows, failure: error };
  }
}

/** Those that came since are behind the others. */
function inOrder(addresses: LocatedAddress[], order: readonly LocatedAddress[]): LocatedAddress[] {
  const key = ({ index, address }: LocatedAddress) => `${index} ${address.address}`;
  const ranks = new Map(order.map((row, rank) => [key(row), rank]));
  return addresses
    .map((row) => ({ row, rank: ranks.get(key(row)) ?? ranks.size }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ row }) => row);
}

/** Without /sys, /proc has little more than counters. */
function noteMissing(report: TableReport, { sysMissing }: InterfaceFiles): void {
  const links = report.sources.links;
  if (links?.source !== 'procfs' || sysMissing === undefined) return;
  links.reason = `${links.reason}; names and counters alone: ${sysMissing}`;
}

/** Addresses by interface: the sources know that by its index, by its name, or by both. */
class AddressLists {
  readonly #byIndex = new Map<number, InterfaceAddress[]>();
  readonly #byName = new Map<string, InterfaceAddress[]>();
  /** The numbers of the batches whose interfaces were given their addresses. */
  readonly walked = new Set<number>();
  /** Of interfaces that were listed. */
  readonly #names = new Set<string>();

  add(addresses: readonly LocatedAddress[]): void {
    for (const { index, name, address } of addresses) {
      if (name !== null) append(this.#byName, name, address);
      else if (index !== null) append(this.#byIndex, index, address);
    }
  }

  /** IPv4 before IPv6. */
  of(record: InterfaceRecord): InterfaceAddress[] {
    const { index } = record;
    const indexed = index === null ? undefined : this.#byIndex.get(index);
    // A name is not decoded for nothing.
    const named = this.#byName.size === 0 ? undefined : this.#byName.get(record.name);
    if (named) this.#names.add(record.name);
    if (!indexed || !named) return [...(indexed ?? named ?? [])];
    const all = [...indexed, ...named];
    return FAMILIES.flatMap((family) => all.filter((address) => address.family === family));
  }

  /** How many IPv6 addresses are of a name that no interface has. */
  homeless(): number {
    const lists = [...this.#byName].filter(([name]) => !this.#names.has(name)).map(([, list]) => list);
    return lists.flat().filter(({ family }) => family === 'inet6').length;
  }
}

function append<Key>(lists: Map<Key, InterfaceAddress[]>, key: Key, address: InterfaceAddress): void {
  const list = lists.get(key);
  if (list) list.push(address);
  else lists.set(key, [address]);
}
