import { foundInputs } from './corpus.ts';
import { type Finding, faultOf } from './finding.ts';
import { judge, type Verdict } from './oracles/oracles.ts';
import { Random } from './random.ts';
import { shrink } from './shrink.ts';
import type { Target } from './target.ts';

/** One input in so many is made long too. */
const THOROUGH = 10;
/** What one target has at a time, in ms. */
const TURN_MS = 25;
/** Findings of one target that are told, each of another fault. */
const MOST_FAULTS = 8;

export interface Count {
  inputs: number;
  /** All of them; of the same fault only the first is told. */
  findings: number;
  ms: number;
}

/** One target with its inputs, in their order. */
export class TargetRun {
  readonly count: Count = { inputs: 0, findings: 0, ms: 0 };
  readonly target: Target;
  readonly #seed: number;
  readonly #seeds: readonly Uint8Array[];
  readonly #tell: (finding: Finding) => void;
  readonly #faults = new Set<string>();

  constructor(target: Target, seed: number, tell: (finding: Finding) => void) {
    this.target = target;
    this.#seed = seed;
    this.#tell = tell;
    this.#seeds = [...target.seeds(), ...foundInputs(target.name).map(({ input }) => input)];
  }

  /** Each seed as it is comes first; then inputs that are made of them. */
  input(iteration: number): Uint8Array {
    const whole = this.#seeds[iteration];
    if (whole) return whole;
    const random = Random.of(this.#seed, this.target.name, iteration);
    return this.target.mutate(random.one(this.#seeds), random, this.#seeds);
  }

  async run(iteration: number): Promise<Verdict | undefined> {
    const input = this.input(iteration);
    const thorough = iteration % THOROUGH === 0;
    const verdict = await judge(this.target, input, thorough);
    this.count.inputs++;
    if (verdict) await this.#found(verdict, input, iteration, thorough);
    return verdict;
  }

  /** Runs inputs for a moment. */
  async turn(begin = (_iteration: number) => {}): Promise<void> {
    const begun = performance.now();
    do {
      begin(this.count.inputs);
      await this.run(this.count.inputs);
    } while (performance.now() - begun < TURN_MS);
    this.count.ms += performance.now() - begun;
  }

  async #found(verdict: Verdict, input: Uint8Array, iteration: number, thorough: boolean): Promise<void> {
    this.count.findings++;
    const fault = faultOf(this.target.name, verdict);
    if (this.#faults.has(fault) || this.#faults.size >= MOST_FAULTS) return;
    this.#faults.add(fault);
    this.#tell(await smallest(this.target, verdict, input, { seed: this.#seed, iteration }, thorough));
  }
}

/** What takes too long or too much is told as it is: to shrink it would take as long again and again. */
const NOT_SHRUNK = ['time', 'memory'];

async function smallest(
  target: Target,
  verdict: Verdict,
  input: Uint8Array,
  origin: NonNullable<Finding['origin']>,
  thorough: boolean,
): Promise<Finding> {
  const finding = { target: target.name, origin };
  if (NOT_SHRUNK.includes(verdict.oracle)) return { ...finding, ...verdict, input };
  const fault = faultOf(target.name, verdict);
  const small = await shrink(input, async (candidate) => {
    const again = await judge(target, candidate, false);
    return again !== undefined && faultOf(target.name, again) === fault;
  });
  const { what } = (await judge(target, small, thorough)) ?? verdict;
  return { ...finding, oracle: verdict.oracle, what, input: small };
}

/** Gives each target its turn, again and again, until the time is over. */
export async function runFor(
  ms: number,
  runs: readonly TargetRun[],
  begin: (run: number, iteration: number) => void,
): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    for (const [at, run] of runs.entries()) {
      await run.turn((iteration) => begin(at, iteration));
      if (performance.now() >= end) return;
    }
  }
}

/** The last line of each target. */
export function summary({ target, count: { inputs, findings, ms } }: TargetRun): string {
  const rate = ms === 0 ? 0 : Math.round((1000 * inputs) / ms);
  return `${target.name.padEnd(26)}${`${inputs}`.padStart(9)} inputs${`${rate}`.padStart(8)}/s${`${findings}`.padStart(7)} findings`;
}
