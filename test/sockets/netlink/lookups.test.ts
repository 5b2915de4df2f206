import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { type Answers, Lookups, NONE, UNANSWERED } from '../../../src/sockets/netlink/lookups.ts';
import { randomNumbers } from '../../support/fixtures.ts';
import { madeTable } from '../../support/made-table.ts';
import { inetDiag, message } from '../../support/nlmsg.ts';
import { errorMessage, isMarker, type SentRequest, sentRequests } from '../../support/sent-requests.ts';

const DATA = 20;
const ENOENT = 2;
const EINVAL = 22;
const GROUP = 64;

/** A kernel that answers when it is told to. */
class Asked {
  readonly groups: SentRequest[][] = [];
  readonly lookups = new Lookups((request) => {
    this.groups.push(sentRequests(request));
  });

  /** Hands over the bytes of one message. */
  take(bytes: Uint8Array): void {
    const reply = ReplyBytes.from(bytes);
    this.lookups.take(reply, 0, 16, bytes.length);
  }

  /** Answers the requests of the last group: with a socket, whose inode is its local port, unless `errnoOf` says otherwise. */
  answer(errnoOf: (port: number) => number | undefined = () => 0): void {
    for (const request of this.groups.at(-1) as SentRequest[]) {
      const { payload, sequence } = request;
      const port = isMarker(request) ? 0 : ((payload[8] as number) << 8) | (payload[9] as number);
      const errno = errnoOf(port);
      if (isMarker(request)) this.take(errorMessage(sequence, 0));
      else if (errno === 0) this.take(message(DATA, inetDiag({ ports: [port, 80], inode: port }), { sequence }));
      else if (errno !== undefined) this.take(errorMessage(sequence, errno));
    }
  }
}

const rowsOf = (table: { length: number }) => Array.from({ length: table.length }, (_, row) => row);
const manyRows = (count: number) => madeTable(Array.from({ length: count }, (_, i) => ({ localPort: i + 1 })));

/** For each row that was looked up: the inode of what was found, or why nothing was. */
function found({ table, rows }: Answers): (number | string | null | undefined)[] {
  const words = new Map([
    [NONE, 'none'],
    [UNANSWERED, 'unanswered'],
  ]);
  return Array.from(rows, (row) => (row < 0 ? words.get(row) : table.at(row)?.inode));
}

describe('a lookup', () => {
  for (const count of [1, GROUP - 1, GROUP, GROUP + 1, 2 * GROUP, 3 * GROUP + 7]) {
    it(`of ${count} sockets goes in groups, each with a marker behind it, the next when all answers are there`, async () => {
      const kernel = new Asked();
      const table = manyRows(count);
      const finding = kernel.lookups.find(table, rowsOf(table));
      const groups = Math.ceil(count / GROUP);
      for (let group = 1; group <= groups; group++) {
        await setImmediate();
        assert.equal(kernel.groups.length, group);
        const sent = kernel.groups.at(-1) as SentRequest[];
        assert.equal(sent.length, Math.min(GROUP, count - (group - 1) * GROUP) + 1);
        assert.deepEqual(sent.map(isMarker), [...sent.slice(1).map(() => false), true]);
        assert.equal(kernel.lookups.waiting, true);
        kernel.answer((port) => (port % 3 === 0 ? ENOENT : 0));
      }
      const expected = rowsOf(table).map((row) => ((row + 1) % 3 === 0 ? 'none' : row + 1));
      assert.deepEqual(found(await finding), expected);
      assert.equal(kernel.lookups.waiting, false);
      const sequences = kernel.groups.flat().map(({ sequence }) => sequence);
      assert.equal(new Set(sequences).size, sequences.length);
      assert.ok(!sequences.includes(0), 'that is what the kernel sends by itself');
    });
  }

  it('of nothing is a marker alone', async () => {
    const kernel = new Asked();
    const finding = kernel.lookups.find(manyRows(0), []);
    await setImmediate();
    assert.deepEqual(
      kernel.groups.map((group) => group.map(isMarker)),
      [[true]],
    );
    let done = false;
    finding.then(() => {
      done = true;
    });
    await setImmediate();
    assert.equal(done, false);
    kernel.answer();
    assert.equal((await finding).rows.length, 0);
  });

  it('asks for the rows it is given, in their order', async () => {
    const kernel = new Asked();
    const finding = kernel.lookups.find(manyRows(10), [7, 2, 2, 9]);
    await setImmediate();
    kernel.answer();
    assert.deepEqual(found(await finding), [8, 3, 3, 10]);
  });

  it('has the protocol of its row', async () => {
    const kernel = new Asked();
    const table = madeTable([{ protocol: 'udp', localPort: 1, remotePort: 2 }, { localPort: 3 }]);
    const finding = kernel.lookups.find(table, [0, 1]);
    await setImmediate();
    kernel.answer();
    const answers = await finding;
    assert.deepEqual([answers.table.at(0)?.protocol, answers.table.at(1)?.protocol], ['udp', 'tcp']);
  });

  it('waits for the one before it', async () => {
    const kernel = new Asked();
    const first = kernel.lookups.find(manyRows(1), [0]);
    const second = kernel.lookups.find(manyRows(2), [1]);
    await setImmediate();
    assert.equal(kernel.groups.length, 1);
    kernel.answer();
    assert.deepEqual(found(await first), [1]);
    await setImmediate();
    assert.equal(kernel.groups.length, 2);
    kernel.answer();
    assert.deepEqual(found(await second), [2]);
  });

  it('takes an answer that is another error for none', async () => {
    const kernel = new Asked();
    const finding = kernel.lookups.find(manyRows(3), [0, 1, 2]);
    await setImmediate();
    kernel.answer((port) => [0, EINVAL, ENOENT][port - 1]);
    assert.deepEqual(found(await finding), [1, 'unanswered', 'none']);
  });
});

describe('the numbers of requests', () => {
  it('begin anew before they run out, and each group has its own', async () => {
    const kernel = new Asked();
    const table = manyRows(GROUP);
    const largest: number[] = [];
    // Some 65 numbers a group, of 65,535.
    for (let round = 0; round < 2100; round++) {
      const finding = kernel.lookups.find(table, rowsOf(table));
      await setImmediate();
      const sequences = (kernel.groups.at(-1) as SentRequest[]).map(({ sequence }) => sequence);
      assert.ok(sequences.every((sequence, at) => sequence === (sequences[0] as number) + at && sequence > 0));
      largest.push(sequences.at(-1) as number);
      kernel.answer();
      assert.equal((await finding).rows.indexOf(UNANSWERED), -1);
    }
    const turns = largest.filter((sequence, at) => at > 0 && sequence < (largest[at - 1] as number));
    assert.deepEqual(turns, [GROUP + 1, GROUP + 1]);
    assert.ok(Math.max(...largest) <= 0xffff);
  });
});

describe('the size of a group', () => {
  for (const [receiveBuffer, size] of [
    [0, 1],
    [2304, 1],
    [8192, 2],
    [65_536, 16],
    [64 << 20, GROUP],
  ] as const) {
    it(`is ${size} where the kernel keeps ${receiveBuffer} bytes`, async () => {
      const groups: SentRequest[][] = [];
      const lookups = new Lookups((request) => groups.push(sentRequests(request)), receiveBuffer);
      const finding = lookups.find(manyRows(200), rowsOf(manyRows(200)));
      await setImmediate();
      assert.equal(groups[0]?.length, size + 1);
      lookups.fail(new Error('enough'));
      await finding.catch(() => {});
    });
  }
});

describe('answers that are lost', () => {
  it('are counted as not having come', async () => {
    const kernel = new Asked();
    assert.equal(kernel.lookups.unanswered, 0);
    const finding = kernel.lookups.find(manyRows(5), [0, 1, 2, 3, 4]);
    await setImmediate();
    assert.equal(kernel.lookups.unanswered, 6);
    kernel.answer((port) => (port < 3 ? undefined : 0));
    await finding;
    assert.equal(kernel.lookups.unanswered, 2);
  });

  it('leave their rows unanswered, wherever in the group they were', async () => {
    const kernel = new Asked();
    const finding = kernel.lookups.find(manyRows(5), [0, 1, 2, 3, 4]);
    await setImmediate();
    kernel.answer((port) => [undefined, 0, undefined, ENOENT, undefined][port - 1]);
    assert.deepEqual(found(await finding), ['unanswered', 2, 'unanswered', 'none', 'unanswered']);
  });

  it('with the marker among them are given up when the reader says so; the next group is asked for', async () => {
    const kernel = new Asked();
    const table = manyRows(GROUP + 2);
    const finding = kernel.lookups.find(table, rowsOf(table));
    await setImmediate();
    const [first] = kernel.groups[0] as SentRequest[] as [SentRequest];
    kernel.take(message(DATA, inetDiag({ inode: 1 }), { sequence: first.sequence }));
    kernel.lookups.giveUp();
    await setImmediate();
    assert.equal(kernel.groups.length, 2);
    kernel.answer();
    const inodes = found(await finding);
    assert.deepEqual(inodes, [1, ...new Array(GROUP - 1).fill('unanswered'), GROUP + 1, GROUP + 2]);
  });

  it('and come after all belong to nobody', async () => {
    const kernel = new Asked();
    const late = kernel.lookups.find(manyRows(3), [0, 1, 2]);
    await setImmediate();
    const old = kernel.groups[0] as SentRequest[];
    kernel.lookups.giveUp();
    await late;
    const next = kernel.lookups.find(manyRows(3), [0, 1]);
    await setImmediate();
    for (const { sequence } of old) {
      kernel.take(message(DATA, inetDiag({ inode: 99 }), { sequence }));
      kernel.take(errorMessage(sequence, 0));
    }
    kernel.take(message(DATA, inetDiag({ inode: 99 }), { sequence: 0xfffffff }));
    assert.equal(kernel.lookups.waiting, true);
    kernel.answer();
    assert.deepEqual(found(await next), [1, 2]);
  });

  it('are no matter while nobody waits', () => {
    const kernel = new Asked();
    kernel.take(errorMessage(1, 0));
    kernel.take(message(DATA, inetDiag({}), { sequence: 5 }));
    kernel.lookups.giveUp();
    assert.equal(kernel.lookups.waiting, false);
  });

  it('are the same for any group size and any losses', async () => {
    const random = randomNumbers(8);
    const kernel = new Asked();
    for (let round = 0; round < 60; round++) {
      const table = manyRows(random(150));
      const fate = rowsOf(table).map(() => [0, ENOENT, undefined][random(3)]);
      let done = false;
      const finding = kernel.lookups.find(table, rowsOf(table)).then((answers) => {
        done = true;
        return answers;
      });
      for (let seen = kernel.groups.length; !done; await setImmediate()) {
        if (kernel.groups.length === seen) continue;
        seen = kernel.groups.length;
        kernel.answer((port) => fate[port - 1]);
        if (random(5) === 0) kernel.lookups.giveUp();
      }
      const expected = fate.map((errno, row) => (errno === undefined ? 'unanswered' : errno === 0 ? row + 1 : 'none'));
      assert.deepEqual(found(await finding), expected);
    }
  });
});

describe('lookups that can go no further', () => {
  it('say so when nothing can be sent, and the next one may again', async () => {
    let fails = true;
    const groups: SentRequest[][] = [];
    const lookups = new Lookups((request) => {
      if (fails) throw new Error('no buffer space');
      groups.push(sentRequests(request));
    });
    await assert.rejects(lookups.find(manyRows(2), [0, 1]), { message: 'no buffer space' });
    assert.equal(lookups.waiting, false);
    fails = false;
    const finding = lookups.find(manyRows(0), []);
    await setImmediate();
    assert.equal(groups.length, 1);
    lookups.giveUp();
    await finding;
  });

  it('fail once nothing is read any more: those that wait, and those that are asked for later', async () => {
    const kernel = new Asked();
    const table = manyRows(2 * GROUP);
    const running = kernel.lookups.find(table, rowsOf(table));
    const waiting = kernel.lookups.find(table, [0]);
    await setImmediate();
    const error = new Error('it has ended');
    const outcomes = [running, waiting].map((finding) => assert.rejects(finding, error));
    kernel.lookups.fail(error);
    await Promise.all(outcomes);
    await assert.rejects(kernel.lookups.find(table, [0]), error);
    assert.equal(kernel.groups.length, 1);
  });
});
