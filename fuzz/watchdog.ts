import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** What no input may take, in ms: a busy machine included. */
const MOST_MS = 60_000;

/** Runs in a thread of its own, because the one it watches may be busy for ever. */
const CODE = `
const { workerData: { beats, names, seed, most }, threadId } = require('node:worker_threads');
let seen = -1;
let since = Date.now();
setInterval(() => {
  const beat = Atomics.load(beats, 0);
  if (beat !== seen) { seen = beat; since = Date.now(); return; }
  if (Date.now() - since < most) return;
  const [target, iteration] = [names[Atomics.load(beats, 1)], Atomics.load(beats, 2)];
  require('node:fs').writeSync(2, \`FOUND in \${target} by the oracle 'end': no answer within \${most} ms
  made    seed \${seed}, iteration \${iteration}
  again   npm run fuzz -- --target \${target} --seed \${seed} --iteration \${iteration}
\`);
  process.kill(process.pid, 'SIGTERM');
}, 100);
`;

/** Ends the process, and says at which input, when no further one has begun for long. */
export class Watchdog {
  readonly #beats = new Int32Array(new SharedArrayBuffer(12));
  readonly #worker: Worker;

  constructor(names: readonly string[], seed: number, most = MOST_MS) {
    const workerData = { beats: this.#beats, names, seed, most };
    this.#worker = new Worker(CODE, { eval: true, workerData, execArgv: [] });
  }

  /** Until then it sees nothing: a thread begins with the help of the one that it watches. */
  async ready(): Promise<void> {
    await once(this.#worker, 'online');
    this.#worker.unref();
  }

  begin(target: number, iteration: number): void {
    this.#beats[1] = target;
    this.#beats[2] = iteration;
    Atomics.add(this.#beats, 0, 1);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
