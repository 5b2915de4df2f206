import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ChainBuilder } from '../../../src/sockets/table/chain-builder.ts';
import { NO_OWNER, type OwnerProcess } from '../../../src/sockets/table/owner-chains.ts';
import { SlotOwners } from '../../../src/watch/known/slot-owners.ts';
import { randomNumbers } from '../../support/fixtures.ts';

type Pair = readonly [pid: number, fd: number];

/** Sets a slot’s owners from a chain among others; returns whether that made a difference. */
function set(owners: SlotOwners, slot: number, chain: readonly Pair[]): boolean {
  const { chains, first } = chainOf(chain);
  const differs = owners.differs(slot, chains, first);
  owners.set(slot, chains, first);
  return differs;
}

function chainOf(chain: readonly Pair[]) {
  const builder = new ChainBuilder();
  builder.begin(1);
  builder.add(99, 99);
  builder.begin(70);
  for (const [pid, fd] of chain) builder.add(pid, fd);
  const first = builder.end();
  builder.begin(2);
  builder.add(98, 98);
  return { chains: builder.build(new Map()), first };
}

const text = (bytes: Uint8Array = new Uint8Array(0)) => new TextDecoder().decode(bytes);
const pairs = (list: string): Pair[] =>
  (list.match(/\S+/g) ?? []).map((pair) => pair.split(':').map(Number) as unknown as Pair);
const pairsOf = (owners: SlotOwners, slot: number) => owners.owners(slot).map(({ pid, fd }): Pair => [pid, fd]);
const processOf = (pid: number, argv0: string, comm = 'comm') => ({
  pid,
  argv0: Buffer.from(argv0),
  comm: Buffer.from(comm),
});
const processMap = (...processes: OwnerProcess[]) => new Map(processes.map((process) => [process.pid, process]));

describe('SlotOwners', () => {
  it('keeps one owner, several, or none for a slot', () => {
    const owners = new SlotOwners();
    const several = pairs('5:3 5:4 6:3 7:9');
    set(owners, 3, pairs('5:3'));
    set(owners, 0, several);
    set(owners, 1, []);
    assert.deepEqual(
      [0, 1, 2, 3, 4, 1e6].map((slot) => owners.has(slot)),
      [true, false, false, true, false, false],
    );
    assert.deepEqual(pairsOf(owners, 0), several);
    assert.deepEqual(pairsOf(owners, 3), pairs('5:3'));
    assert.deepEqual(
      [1, 2, 4, 1e6].flatMap((slot) => pairsOf(owners, slot)),
      [],
    );
  });

  // What is there first, what comes, and whether other processes hold it then.
  for (const [what, before, after, changed] of [
    ['nobody after nobody', '', '', false],
    ['a first owner', '', '5:3', true],
    ['nobody any more', '5:3', '', true],
    ['nobody any more after several', '5:3 6:3', '', true],
    ['the same', '5:3 6:4', '5:3 6:4', false],
    ['another descriptor', '5:3', '5:4', false],
    ['a further descriptor', '5:3', '5:3 5:4', false],
    ['a descriptor less', '5:3 5:4 6:3', '5:4 6:3', false],
    ['other descriptors of all', '5:3 6:3 6:4', '5:8 5:9 6:8', false],
    ['another process', '5:3', '6:3', true],
    ['a further process', '5:3', '5:3 6:3', true],
    ['a further process before', '5:3', '4:3 5:3', true],
    ['a process less', '5:3 6:3', '5:3', true],
    ['the first process less', '5:3 6:3', '6:3', true],
    ['another last process', '5:3 6:3 7:3', '5:3 6:3 8:3', true],
    ['another process in between', '5:3 6:3 8:3', '5:3 7:3 8:3', true],
    ['a further descriptor instead of a process', '5:3 6:3', '5:3 5:4', true],
  ] as const) {
    it(`says ${changed ? 'that the processes changed' : 'nothing'} for ${what}, and remembers it`, () => {
      const owners = new SlotOwners();
      set(owners, 2, pairs(before));
      const { chains, first } = chainOf(pairs(after));
      assert.equal(owners.differs(2, chains, first), changed);
      assert.deepEqual(pairsOf(owners, 2), pairs(before), 'to ask changes nothing');
      assert.equal(set(owners, 2, pairs(after)), changed);
      assert.deepEqual(pairsOf(owners, 2), pairs(after));
      assert.equal(owners.has(2), after !== '');
      assert.equal(set(owners, 2, pairs(after)), false);
    });
  }

  it('copies a slot’s owners into a batch, and nothing for a slot without', () => {
    const owners = new SlotOwners();
    set(owners, 1, pairs('5:3 6:4'));
    owners.remember(processMap(processOf(5, '/bin/five'), processOf(6, 'six')));
    const builder = new ChainBuilder();
    const firsts = [0, 1, 2].map((slot) => owners.copyTo(slot, builder, 70 + slot));
    const chains = builder.build(owners.processes);
    assert.deepEqual(firsts, [NO_OWNER, 0, NO_OWNER]);
    assert.deepEqual([...chains.triples], [71, 5, 3, 71, 6, 4]);
    assert.deepEqual(chains.owners(0), owners.owners(1));
    assert.deepEqual(chains.owners(0), [
      { pid: 5, fd: 3, name: 'five', comm: 'comm' },
      { pid: 6, fd: 4, name: 'six', comm: 'comm' },
    ]);
  });

  it('adds the pids of a slot’s owners to a set, each once', () => {
    const owners = new SlotOwners();
    set(owners, 1, pairs('5:3 5:4 7:1'));
    const pids = new Set([7, 8]);
    for (const slot of [0, 1, 2]) owners.addPids(slot, pids);
    assert.deepEqual([...pids], [7, 8, 5]);
  });

  it('clears a slot that has several owners, one that has none, and one that was never there', () => {
    const owners = new SlotOwners();
    for (const slot of [1, 2]) set(owners, slot, pairs('5:3 6:3 7:3'));
    for (const slot of [1, 1, 0, 5000]) owners.clear(slot);
    assert.deepEqual(pairsOf(owners, 1), []);
    assert.equal(pairsOf(owners, 2).length, 3);
    assert.equal(set(owners, 1, pairs('8:8')), true);
    assert.deepEqual(pairsOf(owners, 1), pairs('8:8'));
  });

  it('takes a process’s newer names, as after execve(2)', () => {
    const owners = new SlotOwners();
    set(owners, 0, pairs('5:3'));
    owners.remember(processMap(processOf(5, 'sh')));
    assert.equal(owners.owners(0)[0]?.name, 'sh');
    owners.remember(processMap(processOf(5, 'nginx', 'worker')));
    owners.remember(processMap(processOf(6, 'other')));
    assert.deepEqual(owners.owners(0), [{ pid: 5, fd: 3, name: 'nginx', comm: 'worker' }]);
  });

  it('leaves the names of a batch as they were when others come, and when processes are forgotten', () => {
    const owners = new SlotOwners();
    set(owners, 0, pairs('5:3'));
    owners.remember(processMap(processOf(5, 'old')));
    const batch = owners.processes;
    owners.remember(processMap(processOf(5, 'new')));
    assert.equal(text(batch.get(5)?.argv0), 'old');
    const later = owners.processes;
    owners.clear(0);
    owners.prune();
    assert.equal(text(later.get(5)?.argv0), 'new');
    assert.equal(owners.processes.size, 0);
  });

  it('goes on with one map as long as no name changes', () => {
    const owners = new SlotOwners();
    set(owners, 0, pairs('5:3'));
    owners.remember(processMap(processOf(5, 'same')));
    const before = owners.processes;
    owners.remember(processMap(processOf(5, 'same')));
    owners.prune();
    assert.equal(owners.processes, before);
  });

  it('keeps nothing of the array that a search gives its names in', () => {
    const names = Buffer.from('argv0comm'.padEnd(1 << 16));
    const owners = new SlotOwners();
    owners.remember(processMap({ pid: 5, argv0: names.subarray(0, 5), comm: names.subarray(5, 9) }));
    names.fill(0);
    const { argv0, comm } = owners.processes.get(5) as OwnerProcess;
    assert.deepEqual([text(argv0), text(comm)], ['argv0', 'comm']);
    assert.ok(argv0.buffer.byteLength < names.length);
  });

  it('forgets the processes that no slot has, and keeps those that are a further owner', () => {
    const owners = new SlotOwners();
    set(owners, 0, pairs('5:3 6:3'));
    set(owners, 1, pairs('7:3 8:3'));
    set(owners, 2, pairs('9:3'));
    owners.remember(processMap(...[4, 5, 6, 7, 8, 9].map((pid) => processOf(pid, `p${pid}`))));
    owners.clear(1);
    owners.prune();
    assert.deepEqual([...owners.processes.keys()], [5, 6, 9]);
  });

  it('agrees with a Map over 100,000 slots set and cleared in random order', () => {
    const random = randomNumbers(7);
    const slots = 100_000;
    const owners = new SlotOwners();
    const model = new Map<number, readonly Pair[]>();
    const builder = new ChainBuilder();
    const choices: Pair[][] = Array.from({ length: 500 }, () => {
      const pids = Array.from({ length: random(5) === 0 ? random(6) : 1 }, () => 1 + random(200)).sort((a, b) => a - b);
      return pids.map((pid, at): Pair => [pid, 3 + at + random(2) * 100]);
    });
    const firsts = choices.map((choice, at) => {
      builder.begin(1 + at);
      for (const [pid, fd] of choice) builder.add(pid, fd);
      return builder.end();
    });
    const chains = builder.build(processMap(...Array.from({ length: 250 }, (_, pid) => processOf(1 + pid, `p${pid}`))));
    owners.remember(chains.processes);
    const pidSet = (some: readonly Pair[] = []) => [...new Set(some.map(([pid]) => pid))].join();
    for (let round = 0; round < 400_000; round++) {
      const slot = random(slots);
      if (random(4) === 0) {
        owners.clear(slot);
        model.delete(slot);
      } else {
        const choice = random(choices.length);
        const chosen = choices[choice] as Pair[];
        const differs = owners.differs(slot, chains, firsts[choice] as number);
        owners.set(slot, chains, firsts[choice] as number);
        assert.equal(differs, pidSet(chosen) !== pidSet(model.get(slot)));
        model.set(slot, chosen);
      }
    }
    for (let slot = 0; slot < slots; slot++) assert.deepEqual(pairsOf(owners, slot), model.get(slot) ?? []);
    owners.prune();
    const pids = new Set([...model.values()].flat().map(([pid]) => pid));
    assert.deepEqual(new Set(owners.processes.keys()), pids);
    assert.ok(pids.size < chains.processes.size);
  });

  it('gives the memory of further owners to the next ones', () => {
    const owners = new SlotOwners();
    const builder = new ChainBuilder();
    builder.begin(70);
    for (let pid = 1; pid <= 50; pid++) builder.add(pid, 3);
    const chains = builder.build(new Map());
    const before = process.memoryUsage().arrayBuffers;
    for (let round = 0; round < 200_000; round++) {
      owners.set(round % 10, chains, 0);
      owners.clear(round % 10);
    }
    // Ten million owners, twelve bytes each, if none was given back.
    assert.ok(process.memoryUsage().arrayBuffers - before < 10e6);
  });
});
