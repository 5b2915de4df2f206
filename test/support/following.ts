import { after } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type ChangeBatch, type Watch, type WatchQuery, type WatchReport, watch } from '../../src/index.ts';
import { Replay } from './replay.ts';

/** A bound for what never happens; it is no measure. */
const PATIENCE = 30_000;

/** Streams that a test which failed has left: they would keep its file from ending. */
const running = new Set<AbortController>();
after(() => {
  for (const controller of running) controller.abort();
});

/** Follows a stream beside the test, and replays it. */
export class Following {
  readonly replay = new Replay();
  readonly #watch: Watch;
  readonly #controller = new AbortController();
  readonly #done: Promise<void>;
  #failure: Error | undefined;
  #first!: () => void;
  readonly #begun = new Promise<void>((resolve) => {
    this.#first = resolve;
  });

  private constructor(query: WatchQuery, take: (batch: ChangeBatch) => unknown) {
    this.#watch = watch({ interval: 50, ...query, signal: this.#controller.signal });
    running.add(this.#controller);
    this.#done = this.#run(take).catch((error) => {
      if (!this.#controller.signal.aborted) this.#failure = error;
      this.#first();
    });
  }

  /** Resolves when the first batch is there. @param take - what is done with each batch when it was replayed */
  static async start(query: WatchQuery = {}, take: (batch: ChangeBatch) => unknown = () => {}): Promise<Following> {
    const following = new Following(query, take);
    await following.#begun;
    following.#check();
    return following;
  }

  async #run(take: (batch: ChangeBatch) => unknown): Promise<void> {
    for await (const batch of this.#watch) {
      this.replay.apply(batch);
      this.#first();
      await take(batch);
    }
  }

  get report(): WatchReport {
    return this.#watch.report;
  }

  /** Resolves when all that has happened until now was told. */
  async catchUp(): Promise<void> {
    // One tick may have begun before, and what it finds be given after it.
    const ticks = this.report.ticks + 3;
    await this.until(() => this.report.ticks >= ticks);
  }

  async until(happened: (replay: Replay) => boolean): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!happened(this.replay)) {
      this.#check();
      if (Date.now() > end) throw new Error(`it never happened: ${happened}`);
      await wait(10);
    }
    this.#check();
  }

  #check(): void {
    if (this.#failure) throw this.#failure;
  }

  async stop(): Promise<void> {
    this.#controller.abort();
    running.delete(this.#controller);
    await this.#done;
    this.#check();
  }
}
