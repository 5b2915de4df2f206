import type { Addon, OnRead, SubscriptionHandle } from '../../src/kernel/addon/addon.ts';
import { concat } from './nlmsg.ts';
import { type SentRequest, sentRequests } from './sent-requests.ts';

const ECANCELED = 125;

/** A kernel's side of a subscription that a test plays: what it gives is read once somebody wants to read. */
export class FakeSubscription implements SubscriptionHandle {
  readonly groups: number[];
  /** What was sent, a list of messages each time. */
  readonly sent: SentRequest[][] = [];
  /** Is told of what is sent, and may answer at once. */
  onSend: (requests: SentRequest[]) => void = () => {};
  dropped: number | undefined = 0;
  closed = false;
  /** Reads that were asked for so far. */
  reads = 0;
  readonly #onRead: OnRead;
  readonly #wanted: ArrayBuffer[] = [];
  readonly #waiting: { errno: number; bytes: Uint8Array }[] = [];

  constructor(
    readonly protocol: number,
    groups: Uint32Array,
    readonly size: number,
    onRead: OnRead,
  ) {
    this.groups = [...groups];
    this.#onRead = onRead;
  }

  /** Whether somebody waits for something to read. */
  get isRead(): boolean {
    return this.#wanted.length > 0;
  }

  /** Gives messages as one read. */
  give(...messages: Uint8Array[]): void {
    this.#waiting.push({ errno: 0, bytes: concat(...messages) });
    this.#pump();
  }

  /** Has a read fail. */
  fail(errno: number): void {
    this.#waiting.push({ errno, bytes: new Uint8Array(0) });
    this.#pump();
  }

  read(buffer: ArrayBuffer): void {
    if (this.closed) throw new TypeError('the subscription is closed');
    this.reads++;
    this.#wanted.push(buffer);
    // Never from within, as the real one.
    queueMicrotask(() => this.#pump());
  }

  send(request: Uint8Array): void {
    if (this.closed) throw new TypeError('the subscription is closed');
    const requests = sentRequests(request);
    this.sent.push(requests);
    this.onSend(requests);
  }

  drops(): number | undefined {
    if (this.closed) throw new TypeError('the subscription is closed');
    return this.dropped;
  }

  receiveBuffer(): number {
    return 2 * this.size;
  }

  close(): void {
    this.closed = true;
    for (const _ of this.#wanted.splice(0)) queueMicrotask(() => this.#onRead(ECANCELED, 'read', 0, true));
  }

  #pump(): void {
    while (!this.closed && this.#wanted.length > 0 && this.#waiting.length > 0) {
      const buffer = this.#wanted.shift() as ArrayBuffer;
      const { errno, bytes } = this.#waiting.shift() as { errno: number; bytes: Uint8Array };
      new Uint8Array(buffer).set(bytes);
      this.#onRead(errno, 'recvmsg', bytes.length, errno !== 0);
    }
  }
}

/** An addon whose subscriptions are played. */
export function fakeAddon(): { addon: Addon; subscriptions: FakeSubscription[] } {
  const subscriptions: FakeSubscription[] = [];
  class Subscription extends FakeSubscription {
    constructor(...args: ConstructorParameters<typeof FakeSubscription>) {
      super(...args);
      subscriptions.push(this);
    }
  }
  return { addon: { Subscription } as unknown as Addon, subscriptions };
}
