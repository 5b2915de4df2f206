import { parseArgs } from 'node:util';

/** What a run is asked for. */
export interface FuzzOptions {
  seconds: number;
  seed: number;
  /** The beginning of the names of those that are run. */
  target: string;
  iteration: number | undefined;
  replay: string | undefined;
  out: string;
  list: boolean;
  help: boolean;
}

export const HELP = `usage: npm run fuzz -- [--seconds N] [--seed S] [--target NAME] [--out DIR]
       npm run fuzz -- --target NAME --seed S --iteration N
       npm run fuzz -- --replay FILE [--target NAME]
       npm run fuzz -- --list | --help

Runs every decoder, parser and reader of this package over inputs that are made of the kept ones (test/fixtures, fuzz/found), and asks
of each answer whether it can be right.

  --seconds N    how long, all targets together (default 60)
  --seed S       a whole number: with the same one the same inputs are made, in the same order (default 1)
  --target NAME  only targets whose names begin so
  --iteration N  only this input of one target
  --replay FILE  only the input in a file; its name says whose it is, or --target does
  --out DIR      where inputs are written of which something is wrong (default fuzz-findings)
  --list         the names of all targets

Exit code: 0 nothing was found, 1 something was, 3 misuse. An input that never ends ends the run by SIGTERM after it is told.
`;

/** Misuse of the command. */
export class UsageError extends Error {}

const MOST_SECONDS = 1e6;

/** @throws UsageError */
export function parseFuzzOptions(args: readonly string[]): FuzzOptions {
  const { seconds, seed, target, iteration, replay, out, list, help } = parsed(args);
  return {
    seconds: wholeNumber('--seconds', seconds ?? '60', MOST_SECONDS),
    seed: wholeNumber('--seed', seed ?? '1', 0xffffffff),
    target: target ?? '',
    iteration: iteration === undefined ? undefined : wholeNumber('--iteration', iteration, Number.MAX_SAFE_INTEGER),
    replay,
    out: out ?? 'fuzz-findings',
    list: list ?? false,
    help: help ?? false,
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    seconds: text,
    seed: text,
    target: text,
    iteration: text,
    replay: text,
    out: text,
    list: flag,
    help: flag,
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function wholeNumber(option: string, text: string, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= most) return number;
  throw new UsageError(`${option} wants a whole number of at most ${most}, not '${text}'`);
}
