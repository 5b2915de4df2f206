import assert from 'node:assert/strict';
import type { Change, ChangeBatch, GapChange, LateChange, Socket, SocketChange } from '../../src/index.ts';

/** Rebuilds from a stream's changes the table they tell of, and holds the stream to its word while it does. */
export class Replay {
  /** The sockets that are there, by their number in the stream. */
  readonly sockets = new Map<number, Socket>();
  /** All changes but the present ones, in order. */
  readonly changes: Change[] = [];
  /** Of the sockets that were there when it began. */
  readonly presentIds = new Set<number>();
  batches = 0;
  #monotonic = 0;
  readonly #known = new Set<number>();

  apply(batch: ChangeBatch): void {
    this.batches++;
    for (const change of batch) {
      assert.ok(change.monotonic >= this.#monotonic, `time goes back by ${this.#monotonic - change.monotonic} ms`);
      this.#monotonic = change.monotonic;
      if (change.type !== 'present') this.changes.push(change);
      if ('socket' in change) this.#applySocket(change);
    }
  }

  #applySocket(change: SocketChange): void {
    const { id, type, socket, unseen, age } = change;
    const what = `${type} ${id} ${name(socket)}`;
    if (type === 'present' || type === 'opened' || (type === 'closed' && unseen)) {
      assert.ok(!this.#known.has(id), `${what}: the number is not new`);
      this.#known.add(id);
    } else {
      assert.ok(this.sockets.has(id), `${what}: not there`);
    }
    assert.equal(age !== undefined, type === 'closed', what);
    if (age) {
      assert.ok(age.atLeast >= 0, `${what}: ${JSON.stringify(age)}`);
      assert.ok(age.atMost === null || age.atLeast <= age.atMost, `${what}: ${JSON.stringify(age)}`);
    }
    if (type === 'present') this.presentIds.add(id);
    if (type === 'closed') this.sockets.delete(id);
    else this.sockets.set(id, socket);
  }

  /** The changes of one kind. */
  of<Type extends Change['type']>(type: Type): OfType<Type>[] {
    return this.changes.filter((change) => change.type === type) as OfType<Type>[];
  }
}

type OfType<Type> = Type extends 'gap' ? GapChange : Type extends 'late' ? LateChange : SocketChange;

function name({ protocol, localAddress, localPort, remoteAddress, remotePort, state, cookie }: Socket): string {
  return `${protocol} ${localAddress}:${localPort} ${remoteAddress}:${remotePort} ${state} ${cookie}`;
}
