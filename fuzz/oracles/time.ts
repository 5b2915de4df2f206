import { attempt, leastOf } from '../attempt.ts';
import { hash, Random } from '../random.ts';
import type { Target } from '../target.ts';
import type { Oracle } from './oracle.ts';

const NEWLINE = 0x0a;

/** What any input may take of the processor, in us, and what each byte may add. Ten times what the slowest reader takes. */
const BASE_US = 50_000;
const US_A_BYTE = 5;
/** Inputs of one kind, the second eight times as long as the first, and the third four times as long as that. */
const SHORT_BYTES = 8 * 1024;
const LONG_BYTES = 8 * SHORT_BYTES;
const LONGER_BYTES = 4 * LONG_BYTES;
/** Below this, in us, a long one is fast enough whatever its growth. */
const FAST_US = 60_000;
/** Linear is 8, quadratic 64. */
const MOST_GROWTH = 20;
/** And then linear is 4, quadratic 16. */
const MOST_FURTHER_GROWTH = 9;
/** A single run may cost several times the least: the collector's threads count too. */
const CERTAIN_RUNS = 12;

/** Time is linear: bounded by the length of each input, and of one that is made long by repeating a part of it. */
export const time: Oracle = {
  name: 'time',
  finds: async ({ target, input, first, thorough }) => {
    const most = BASE_US + US_A_BYTE * input.length;
    if (first.cpu > most && (await leastTime(target, input, most)) > most)
      return `over ${most} us for ${input.length} bytes`;
    return thorough && input.length > 0 ? await growth(target, input) : undefined;
  },
};

async function growth(target: Target, input: Uint8Array): Promise<string | undefined> {
  const long = stretched(input, LONG_BYTES);
  if ((await attempt(target, long, 0)).cpu < FAST_US) return undefined;
  const short = await leastTime(target, stretched(input, SHORT_BYTES), FAST_US / MOST_GROWTH);
  const most = Math.max(FAST_US, MOST_GROWTH * short);
  const taken = await leastTime(target, long, most);
  // A short one may be refused at its beginning: then the long one is no slower than it should be, and a longer one shows it.
  if (taken <= most || !(await growsOn(target, input, taken))) return undefined;
  return `${short} us for ${SHORT_BYTES} bytes, ${taken} us for ${LONG_BYTES}`;
}

async function growsOn(target: Target, input: Uint8Array, taken: number): Promise<boolean> {
  const most = MOST_FURTHER_GROWTH * taken;
  return (await leastTime(target, stretched(input, LONGER_BYTES), most)) > most;
}

const leastTime = (target: Target, input: Uint8Array, enough: number) =>
  leastOf({ what: 'cpu', runs: CERTAIN_RUNS, enough }, target, input);

/** The input with a part of it repeated. Which part, the input itself decides, so that it can be found again without more. */
export function stretched(input: Uint8Array, length: number): Uint8Array {
  const random = new Random(hash(input));
  const [from, to] = part(input, random);
  const times = Math.max(1, Math.ceil((length - input.length) / (to - from)));
  const middle = Array.from({ length: times }, () => input.subarray(from, to));
  return new Uint8Array(Buffer.concat([input.subarray(0, to), ...middle, input.subarray(to)]));
}

/** All of it, a whole line, the end of one, which is a line that means nothing, or any few bytes at a multiple of four. */
function part(input: Uint8Array, random: Random): [from: number, to: number] {
  const kind = random.below(4);
  if (kind === 0) return [0, input.length];
  const at = random.below(input.length);
  if (kind === 1) return [at & ~3, Math.min(input.length, (at & ~3) + 4 * (1 + random.small(32)))];
  const newline = input.indexOf(NEWLINE, at);
  const begin = at === 0 ? 0 : input.lastIndexOf(NEWLINE, at - 1) + 1;
  return [kind === 2 ? begin : at, newline < 0 ? input.length : newline + 1];
}
