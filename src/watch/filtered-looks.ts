import { BatchFilter } from '../sockets/batch-filter.ts';
import type { FilterPlan } from '../sockets/filter/plan.ts';
import { planFilter } from '../sockets/filter/plan.ts';
import { ProcessUsers } from '../sockets/owners/process-users.ts';
import { type PlannedFilter, planScan } from '../sockets/plan-scan.ts';
import type { Query } from '../sockets/query.ts';
import { readFilter } from '../sockets/read-filter.ts';
import { type FilterPart, type ReadFilter, type Scan, startScan } from '../sockets/start-scan.ts';
import type { Sources } from '../sockets/steps.ts';
import type { AskedField } from '../sockets/table/asked-fields.ts';
import type { StreamFilter } from './comparison/stream-filter.ts';
import type { WatchQuery } from './watch-query.ts';

/** The looks at the kernel's tables that a stream or snapshots take, with the filter of their query if there is one. */
export class FilteredLooks {
  /** What the filter needs beside what was asked for. */
  readonly needs: FilterPlan['asked'] | undefined;
  readonly users: ProcessUsers;
  /** Drops rows for what their owners say, in snapshots. */
  late: BatchFilter | undefined;
  /** Drops rows of a whole table, when its rates are known: then nothing was dropped before for what may change. */
  rated: BatchFilter | undefined;
  readonly #filter: ReadFilter | undefined;
  readonly #asks: FilterPart['asks'];
  readonly #sources: Sources;
  readonly #entrants: StreamFilter | undefined;
  #planned: PlannedFilter | undefined;

  /**
   * @param entrants - decides which sockets enter a stream: then all are looked at that may
   * @param rates - are known of tables
   */
  constructor(query: Query, sources: Sources, entrants: StreamFilter | undefined, rates: boolean | undefined) {
    this.#filter = readFilter(query, { rates });
    this.needs = this.#filter && planFilter(this.#filter.expression).asked;
    this.users = new ProcessUsers(sources.root.path);
    this.#asks = entrants || this.needs?.rates ? 'lasting' : 'early';
    this.#sources = sources;
    this.#entrants = entrants;
  }

  /** The query with all that the filter needs, and without the filter. */
  widen(query: WatchQuery): WatchQuery {
    const { needs } = this;
    if (!needs) return query;
    return {
      ...query,
      filter: undefined,
      owners: needs.owners || (query.owners ?? false),
      tcpInfo: needs.tcpInfo || query.tcpInfo,
      memory: needs.memory || query.memory,
      fields: [...new Set<AskedField>([...(query.fields ?? []), ...needs.fields])],
    };
  }

  async begin(query: Query): Promise<Scan> {
    const filter = this.#filter;
    if (!filter) return startScan(query);
    this.#planned ??= await this.#plan(query.signal);
    return startScan(query, { ...filter, part: { planned: this.#planned, asks: this.#asks } });
  }

  async #plan(signal: AbortSignal | undefined): Promise<PlannedFilter> {
    const planned = await planScan(this.#filter as ReadFilter, this.#sources.root, signal);
    const facts = { ...planned.facts, uidOf: (pid: number) => this.users.uidOf(pid) };
    this.#entrants?.start(planned.plan, facts);
    const { late, whole, asked } = planned.plan;
    if (asked.rates) this.rated = new BatchFilter(whole, facts);
    else this.late = late && new BatchFilter(late, facts);
    return planned;
  }
}
