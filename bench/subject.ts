import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Dialogue } from './dialogue.ts';
import type { CallResult } from './inside.ts';
import { countLines, countRows, type Format, type Rows } from './rows.ts';
import type { Launcher } from './world.ts';

const MEASURE = fileURLToPath(new URL('measure.py', import.meta.url));
const INSIDE = fileURLToPath(new URL('inside.ts', import.meta.url));

/** What one run of a command or a call took. Times in seconds. */
export interface Run {
  wall: number;
  user: number;
  system: number;
  /** Until the first byte of output. */
  first?: number;
  /** What a call took of V8's heap, in bytes: too little where garbage was collected meanwhile. */
  heap?: number;
  /** Peak memory of a command, or `peakFloorKiB` when it has less: the kernel counts what started it too. */
  peakKiB?: number;
  peakFloorKiB?: number;
  /** What it listed. */
  rows?: Rows;
  /** How many lines it listed that are rows, of what are no sockets. */
  lines?: number;
  /** The longest the event loop stood still, where that was measured instead of the time. */
  block?: number;
  /** It was ended at the limit: `wall` is less than what it takes. */
  stopped?: boolean;
}

/** Something that can be measured again and again. Rejects with Unavailable where it cannot be measured here at all. */
export interface Subject {
  readonly name: string;
  measure(limit: number): Promise<Run>;
}

export class Unavailable extends Error {}

/** A command, as a user types it. */
export interface Command {
  name: string;
  words: readonly string[];
  /** What it prints, when its rows can be counted. */
  format?: Format;
  /** What a line that is a row looks like, of what are no sockets. */
  row?: RegExp;
}

interface Measured
  extends Required<Pick<Run, 'wall' | 'user' | 'system' | 'peakKiB' | 'peakFloorKiB' | 'stopped'>>,
    Pick<Run, 'first'> {
  code: number;
  stderr: string[];
  /** A file with what it printed. */
  output: string;
  failed?: string;
}

/** Runs commands inside a world. Whatever starts there, its namespace was entered before. */
export class CommandRunner {
  readonly #measurer: Dialogue;

  constructor(world: Launcher) {
    this.#measurer = new Dialogue(world, ['python3', MEASURE]);
  }

  subject(command: Command): Subject {
    return { name: command.name, measure: (limit) => this.#measure(command, limit) };
  }

  async #measure({ words, format, row }: Command, limit: number): Promise<Run> {
    const answer = await this.#measurer.ask<Measured>({ command: words, limit });
    const { code, stderr, failed, stopped, output, ...run } = answer;
    if (failed !== undefined) throw new Unavailable(failed);
    if (stopped) return { ...run, stopped };
    if (code !== 0) throw new Unavailable(stderr[0] ?? `exit code ${code}`);
    const counted = {
      ...(format && { rows: countRows(format, readFileSync(output)) }),
      ...(row && { lines: countLines(row, readFileSync(output)) }),
    };
    return { ...run, ...counted };
  }

  stop(): Promise<void> {
    return this.#measurer.stop();
  }
}

/** Makes calls in one Node program inside a world, which is warm from the second on. */
export class CallRunner {
  readonly #program: Dialogue;

  constructor(world: Launcher) {
    this.#program = new Dialogue(world, [process.execPath, '--import', 'tsx', INSIDE]);
  }

  /** @param call - see bench/inside.ts */
  subject(call: string, name = call): Subject {
    return { name, measure: (limit) => this.#measure(call, false, limit) };
  }

  /** The same call, and in it the longest block of the event loop. */
  blockSubject(call: string, name: string): Subject {
    return { name, measure: (limit) => this.#measure(call, true, limit) };
  }

  async #measure(name: string, block: boolean, limit: number): Promise<Run> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Run>((resolve) => {
      timer = setTimeout(() => resolve({ wall: limit, user: 0, system: 0, stopped: true }), limit * 1e3);
    });
    const run = await Promise.race([this.#program.ask<CallResult | { failed: string }>({ name, block }), late]);
    clearTimeout(timer);
    if ('failed' in run) throw new Unavailable(run.failed);
    if ('stopped' in run) this.#program.kill();
    return run;
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }
}
