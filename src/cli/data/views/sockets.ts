import { yieldToEventLoop } from '../../../base/event-loop.ts';
import type { Scan, SocketTable } from '../../../index.ts';
import type { People } from '../../../sockets/people.ts';
import { NO_OWNER } from '../../../sockets/table/owner-chains.ts';
import { EXIT_USAGE, Exit } from '../../exit.ts';
import { readForUser } from '../../filter-for-user.ts';
import { isShown } from '../../netstat/sockets/selection.ts';
import { ownerPeople } from '../../owner-people.ts';
import { exitForDamage, warnOfLostOwners, warnOfOwners, warnOfScan, warnOfUndecided } from '../../report-warnings.ts';
import { chooseSections, type InetProtocol } from '../../sections.ts';
import type { Settings } from '../../settings.ts';
import { type BegunScan, beginScan } from '../../views/begun-scan.ts';
import { PassedSteps } from '../../views/passed-steps.ts';
import type { View } from '../../views/view.ts';
import { socketColumns } from '../columns.ts';
import { type AskedOfSockets, allColumns, askedFor } from '../sockets/columns.ts';
import { SocketWriter } from '../sockets/socket-writer.ts';
import type { DataContext } from './context.ts';
import { Looks } from './looks.ts';

/** netstat's sockets as data: the same rows in the same order. */
export async function openSocketData(context: DataContext): Promise<View> {
  const { settings, out, format } = context;
  const chosen = settings.columns && socketColumns(settings.columns);
  if (chosen?.some(({ asked }) => asked === 'rates'))
    throw new Exit(EXIT_USAGE, 'sockdiag: --columns: rates want two looks: sockdiag ls --rates');
  const asked = chosen ? askedFor(chosen) : { ...NOTHING, owners: settings.programs };
  const columns = chosen ?? allColumns(asked);
  const looks = new Looks(settings);
  const filter = await readForUser([settings.filter]);
  return async () => {
    const begun = beginScan(settings, filter, asked);
    try {
      const writer = new SocketWriter(format, columns, out, looks.next());
      const people = await ownerPeople(columns, settings.procRoot);
      await new SocketData(context, begun, writer, people).run();
    } catch (error) {
      await begun.batches.close();
      throw error;
    }
  };
}

const NOTHING: AskedOfSockets = { owners: false, tcpInfo: false, memory: false, fields: [] };

class SocketData {
  readonly #context: DataContext;
  readonly #begun: BegunScan;
  readonly #writer: SocketWriter;
  readonly #shown: ((table: SocketTable, row: number) => boolean) | undefined;
  readonly #steps: PassedSteps;
  readonly #people: People | undefined;
  #ownerless = false;
  #any = false;

  constructor(context: DataContext, begun: BegunScan, writer: SocketWriter, people: People | undefined) {
    const { settings } = context;
    this.#context = context;
    this.#begun = begun;
    this.#writer = writer;
    this.#people = people;
    this.#shown = settings.all ? undefined : (table, row) => isShown(settings, table, row);
    this.#steps = new PassedSteps(settings, chooseSections(settings), begun.scan.report);
  }

  async run(): Promise<void> {
    const { scan } = this.#begun;
    try {
      await this.#rows(scan);
    } catch (error) {
      // What is out is whole; of what else ends a run nobody knows what is missing.
      if (error instanceof Exit) this.#writer.end();
      throw error;
    }
    this.#writer.end();
    warnOfLostOwners(scan.report, this.#ownerless);
    warnOfScan(scan.report, this.#context.settings.verbose);
    warnOfUndecided(scan.report, this.#any, this.#context.settings.verbose);
    this.#exitForDamage(this.#context.settings, scan);
  }

  async #rows(scan: Scan): Promise<void> {
    let warned = false;
    for await (const batch of this.#begun.batches) {
      if (!warned) warnOfOwners(scan);
      warned = true;
      await this.#people?.join(batch, yieldToEventLoop);
      const protocol = batch.at(0)?.protocol as InetProtocol | 'unix';
      await this.#steps.passUntil(protocol, nothingIsDue);
      if (protocol !== 'sctp' || !this.#steps.isSctpShut()) this.#writer.rows(batch, this.#shown);
      this.#ownerless ||= isAnyOwnerless(batch, this.#shown);
      scan.recycle(batch);
      await this.#context.room?.();
    }
    this.#any = warned;
    if (!warned) warnOfOwners(scan);
    await this.#steps.passUntil(undefined, nothingIsDue);
  }

  /** Only the IPv4 file counts, as where it is missing. */
  #exitForDamage(settings: Settings, { report }: Scan): void {
    for (const protocol of [...chooseSections(settings).inet, 'unix' as const]) exitForDamage(report.sources[protocol]);
  }
}

async function nothingIsDue(): Promise<void> {}

/** Whether there is a shown socket with an inode, which some process may hold, and without an owner. */
function isAnyOwnerless(
  table: SocketTable,
  shown: ((table: SocketTable, row: number) => boolean) | undefined,
): boolean {
  const { length, inode, firstOwner } = table;
  if (!firstOwner) return false;
  for (let row = 0; row < length; row++) {
    if (inode[row] !== 0 && firstOwner[row] === NO_OWNER && (shown?.(table, row) ?? true)) return true;
  }
  return false;
}
