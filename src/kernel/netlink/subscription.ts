import { systemError } from '../../base/errors.ts';
import type { Addon, OnRead, SubscriptionHandle } from '../addon/addon.ts';
import { startNative } from '../addon/start-native.ts';
import { ReplyBytes } from './reply-bytes.ts';

const BUFFER_BYTES = 96 * 1024;
/** A read ends before the buffer has less room than the largest datagram. */
const MOST_READ = 32 * 1024;
const ENOBUFS = 105;
const ECANCELED = 125;

/** So long, in ms, the kernel collects what follows on a first message: one read for many is a fraction of the work. */
const COLLECT_MS = 20;

/** Which multicast groups are heard. */
export interface SubscriptionOptions {
  /** A netlink protocol. */
  protocol: number;
  /** Their numbers, from 1. */
  groups: readonly number[];
  /** What the kernel shall keep until it is read, in bytes. */
  receiveBuffer: number;
}

export interface SubscriptionListener {
  /** A read begins. */
  reading(): void;
  /**
   * Whole messages, each at a multiple of 4; the next read overwrites their bytes. What this throws ends the subscription.
   * @param drained - nothing else waited: what comes later was sent after the read began
   */
  received(reply: ReplyBytes, drained: boolean): void;
  /**
   * Before this point the kernel dropped messages, answers included.
   * @param dropped - how many since it was told last; null where the kernel does not count them
   */
  gap(dropped: number | null): void;
  /** Whether somebody waits for answers: these neither collect nor are held back. */
  awaitsAnswers(): boolean;
  /** Nothing more will come. It is told once, and not after close(). */
  failed(error: Error): void;
}

/**
 * Reads what the kernel sends to multicast groups, from construction on, and its answers to what is sent. What it reads means
 * nothing to it.
 */
export class Subscription {
  /** In bytes. */
  readonly receiveBuffer: number;
  readonly #handle: SubscriptionHandle;
  readonly #listener: SubscriptionListener;
  #answer: ((read: SubscriptionRead) => void) | undefined;
  #closed = false;
  #failure: Error | undefined;
  #drops: number | undefined;
  /** While it is set, nothing is read that is not waited for: the kernel keeps it. */
  #held = false;
  #wake: (() => void) | undefined;

  /** Throws SockdiagError when the groups cannot be joined. Before it returns the listener is told only that the first read begins. */
  constructor(addon: Addon, { protocol, groups, receiveBuffer }: SubscriptionOptions, listener: SubscriptionListener) {
    this.#listener = listener;
    const onRead: OnRead = (errno, syscall, bytes) => this.#answer?.({ errno, syscall, bytes });
    this.#handle = startNative(() => new addon.Subscription(protocol, Uint32Array.from(groups), receiveBuffer, onRead));
    this.receiveBuffer = this.#handle.receiveBuffer();
    this.#drops = this.#handle.drops();
    this.#run().catch((error) => {
      this.#failure = error;
      if (!this.#closed) listener.failed(error);
    });
  }

  /** Sends requests; the answers come among the rest, at once. Throws what has ended the reading: no answer would come. */
  send(request: Uint8Array): void {
    if (this.#failure) throw this.#failure;
    startNative(() => this.#handle.send(request));
    this.#wake?.();
  }

  /** Leaves with the kernel what nobody waits for, until it is told otherwise. */
  hold(held: boolean): void {
    // What merely collects is left to collect.
    if (held === this.#held) return;
    this.#held = held;
    if (!held) this.#wake?.();
  }

  /** A read that waits ends too; only then is the socket closed, whose number the process may use again. */
  close(): void {
    this.#closed = true;
    this.#handle.close();
    this.#wake?.();
  }

  async #run(): Promise<void> {
    const buffer = new ArrayBuffer(BUFFER_BYTES);
    while (!this.#closed) {
      const { errno, syscall, bytes } = await this.#read(buffer);
      // It may have been closed since that was read.
      if (this.#closed || errno === ECANCELED) return;
      if (errno === ENOBUFS) this.#listener.gap(this.#countDropped());
      else if (errno !== 0) throw systemError(`netlink ${syscall}`, errno);
      else this.#listener.received(new ReplyBytes(buffer, bytes), bytes <= BUFFER_BYTES - MOST_READ);
      while (!this.#closed && !this.#listener.awaitsAnswers() && (await this.#rest()));
    }
  }

  #read(buffer: ArrayBuffer): Promise<SubscriptionRead> {
    const answered = new Promise<SubscriptionRead>((resolve) => {
      this.#answer = resolve;
    });
    this.#listener.reading();
    this.#handle.read(buffer);
    return answered;
  }

  /** Lets messages collect. Resolves to whether the next read shall wait still. */
  async #rest(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (!this.#held) timer = setTimeout(resolve, COLLECT_MS);
    });
    clearTimeout(timer);
    this.#wake = undefined;
    return this.#held;
  }

  #countDropped(): number | null {
    const drops = this.#handle.drops();
    if (drops === undefined || this.#drops === undefined) return null;
    // They are counted modulo 2^32.
    const dropped = (drops - this.#drops) >>> 0;
    this.#drops = drops;
    return dropped;
  }
}

interface SubscriptionRead {
  errno: number;
  syscall: string;
  bytes: number;
}
