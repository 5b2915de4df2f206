import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Owners } from '../../../src/sockets/owners/owners.ts';
import { OwnerIndex } from '../../../src/sockets/table/owner-index.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import type { State } from '../../../src/uapi/sockets.ts';
import { SlotOwners } from '../../../src/watch/known/slot-owners.ts';
import { OwnerFollower } from '../../../src/watch/owners/owner-follower.ts';
import type { OwnerSearch } from '../../../src/watch/owners/owner-search.ts';
import type { WatchQuery } from '../../../src/watch/watch-query.ts';
import { Followed } from '../../support/followed.ts';
import type { MadeRow } from '../../support/made-table.ts';

const { signal } = new AbortController();
const pause = async () => {};
const socket = (inode: number, state: State = 'ESTABLISHED', localPort = inode): MadeRow => ({
  cookie: inode,
  inode,
  state,
  localPort,
  ...(state === 'LISTEN' && { remotePort: 0 }),
});

/** Who holds what: inode to pids. */
type Holders = Record<number, number[]>;

/** A follower of owners, with a search that finds what a test says. */
class Owned {
  readonly followed: Followed;
  readonly slots = new SlotOwners();
  readonly owners: OwnerFollower;
  holders: Holders = {};
  readonly searches: { wanted: number[]; likely: number[] }[] = [];
  /** What is reported between two steps of a search. */
  hear: () => Promise<void> = async () => {};
  /** What was still to be looked for behind the first step. */
  left: number[] = [];

  constructor(query: WatchQuery = {}) {
    this.followed = new Followed(query);
    const search = {
      full: undefined as unknown,
      all: async () => {
        search.full = {
          method: { method: 'procfs' },
          counts: { scanned: 5, vanished: 1, forbidden: 2 },
          incomplete: ['forbidden'],
        };
        return this.found();
      },
      find: async (
        wanted: ReadonlySet<number>,
        likely: ReadonlySet<number>,
        _signal: AbortSignal,
        refresh: () => Promise<void>,
      ) => {
        this.searches.push({ wanted: [...wanted], likely: [...likely].sort() });
        await refresh();
        this.left = [...wanted];
        return this.found();
      },
    };
    this.owners = new OwnerFollower(this.followed.known, this.slots, search as unknown as OwnerSearch);
  }

  async found(): Promise<Owners> {
    const triples = Object.entries(this.holders).flatMap(([inode, pids]) => pids.flatMap((pid) => [+inode, pid, 3]));
    const processes = new Map(
      Object.values(this.holders)
        .flat()
        .map((pid) => [pid, { pid, argv0: Buffer.from(`p${pid}`), comm: Buffer.from('c') }]),
    );
    const index = await OwnerIndex.build(Uint32Array.from(triples), processes, pause);
    return { index, method: { method: 'procfs' }, counts: { scanned: 1, vanished: 0, forbidden: 0 } } as Owners;
  }

  /** What a tick does, with a full search or without. */
  async tick(begin: number, rows: readonly MadeRow[], full = false): Promise<string[]> {
    const lines = await this.followed.tick(begin, rows);
    if (full) await this.owners.verify(await this.owners.searchAll(signal), this.followed.follower, pause);
    await this.owners.searchNew(this.followed.follower, this.hear, pause, signal);
    return [...lines, ...this.followed.lines()];
  }

  pids(slot: number): number[] {
    return this.slots.owners(slot).map(({ pid }) => pid);
  }
}

describe('owners that are followed', () => {
  it('are found with their sockets, and that is no change of theirs', async () => {
    const owned = new Owned();
    owned.holders = { 1: [10], 2: [10, 11] };
    assert.deepEqual(await owned.tick(0, [socket(1), socket(2)], true), [
      'present 1 ESTABLISHED',
      'present 2 ESTABLISHED',
    ]);
    assert.deepEqual([owned.pids(0), owned.pids(1), owned.searches], [[10], [10, 11], []]);
  });

  it('are searched for where a socket is new, or was not found at first', async () => {
    const owned = new Owned();
    await owned.tick(0, [socket(1)], true);
    assert.deepEqual(owned.searches.splice(0), [{ wanted: [1], likely: [] }]);
    owned.holders = { 1: [10], 2: [11], 3: [12] };
    assert.deepEqual(await owned.tick(1, [socket(1), socket(2), { ...socket(4), inode: 0 }]), [
      'opened 2 ESTABLISHED',
      'opened 3 ESTABLISHED',
    ]);
    assert.deepEqual(owned.searches.splice(0), [{ wanted: [2], likely: [] }]);
    assert.deepEqual([owned.pids(0), owned.pids(1)], [[], [11]]);
    await owned.tick(2, [socket(1), socket(2), socket(4)]);
    assert.deepEqual(owned.searches.splice(0), [{ wanted: [4], likely: [] }], 'it was accepted');
    await owned.tick(3, [socket(1), socket(2), socket(4)]);
    assert.deepEqual(owned.searches, []);
  });

  it('are no longer searched for once their socket is reported as ended', async () => {
    const owned = new Owned();
    await owned.tick(0, [], true);
    owned.holders = { 1: [10] };
    owned.hear = async () => {
      owned.followed.report(socket(2));
    };
    await owned.tick(1, [socket(1), socket(2)]);
    assert.deepEqual(owned.searches, [{ wanted: [1, 2], likely: [] }]);
    assert.deepEqual(owned.left, [1]);
    assert.deepEqual(owned.pids(0), [10]);
  });

  it('are told where a full search finds others, and the ones before with them', async () => {
    const owned = new Owned();
    owned.holders = { 1: [10], 2: [10, 11], 3: [12] };
    const rows = [socket(1), socket(2), socket(3)];
    await owned.tick(0, rows, true);
    owned.holders = { 1: [11], 2: [10, 11], 3: [] };
    assert.deepEqual(await owned.tick(1, rows), [], 'nobody has looked');
    assert.deepEqual(await owned.tick(2, rows, true), ['owner 1 10', 'owner 3 12']);
    assert.deepEqual([owned.pids(0), owned.pids(1), owned.pids(2)], [[11], [10, 11], []]);
    assert.deepEqual(await owned.tick(3, rows, true), []);
    owned.holders = { 1: [11], 2: [10, 11], 3: [13] };
    assert.deepEqual(await owned.tick(4, rows, true), ['owner 3 ']);
  });

  it('of a socket that is silent change without a word', async () => {
    const owned = new Owned({ states: ['CLOSE_WAIT'] });
    owned.holders = { 1: [10] };
    await owned.tick(0, [socket(1)], true);
    owned.holders = { 1: [11] };
    assert.deepEqual(await owned.tick(1, [socket(1)], true), []);
    assert.deepEqual(owned.pids(0), [11]);
  });

  it('are kept for the end of a socket that nobody holds any more', async () => {
    const owned = new Owned();
    owned.holders = { 1: [10] };
    await owned.tick(0, [socket(1)], true);
    owned.holders = {};
    const left = { ...socket(1, 'TIME_WAIT'), inode: 0 };
    assert.deepEqual(await owned.tick(1, [left], true), ['changed 1 ESTABLISHED TIME_WAIT']);
    assert.deepEqual(owned.pids(0), [10]);
  });

  it('forget the processes that hold nothing any more', async () => {
    const owned = new Owned();
    owned.holders = { 1: [10], 2: [11] };
    await owned.tick(0, [socket(1), socket(2)], true);
    owned.holders = { 2: [11] };
    await owned.tick(1, [socket(1), socket(2)], true);
    assert.deepEqual([...owned.slots.processes.keys()], [11]);
  });
});

describe('the likely owners of a new socket', () => {
  it('are those of a listener on its port, and of sockets that have just ended', async () => {
    const owned = new Owned();
    owned.holders = { 1: [10], 2: [20], 3: [30], 4: [40] };
    await owned.tick(0, [socket(1, 'LISTEN', 80), socket(2, 'LISTEN', 81), socket(3), socket(4)], true);
    await owned.tick(1, [socket(1, 'LISTEN', 80), socket(2, 'LISTEN', 81), socket(4), socket(5, 'ESTABLISHED', 80)]);
    assert.deepEqual(owned.searches, [{ wanted: [5], likely: [10, 30] }]);
  });
});

describe('the report on a search', () => {
  it('is that of the last full one, and none before it', async () => {
    const owned = new Owned();
    const scan = newReport();
    const before = structuredClone(scan);
    owned.owners.report(scan);
    assert.deepEqual(scan, before);
    await owned.owners.searchAll(signal);
    owned.owners.report(scan);
    assert.deepEqual(scan.owners, { method: 'procfs', complete: false, incomplete: ['forbidden'] });
    assert.deepEqual(scan.processes, { scanned: 5, vanished: 1, forbidden: 2 });
  });

  it('that fails while nobody waits for it is no unhandled rejection', async () => {
    const search = { all: () => Promise.reject(new Error('denied')) } as unknown as OwnerSearch;
    const followed = new Followed();
    const owners = new OwnerFollower(followed.known, new SlotOwners(), search);
    const searching = owners.searchAll(signal);
    await new Promise((resolve) => setImmediate(resolve));
    await assert.rejects(searching, { message: 'denied' });
  });
});
