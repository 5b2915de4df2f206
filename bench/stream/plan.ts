import type { Shape } from '../world.ts';
import type { User } from './watcher-program.ts';

/** What a run measures. */
export const PARTS = ['ticks', 'idle', 'short', 'memory'] as const;
export type Part = (typeof PARTS)[number];

/** Worlds of ticks. */
export const TICK_SHAPES: readonly Shape[] = ['few', 'many'];

/** Short connections beside steady ones, and who watches them. */
export interface ShortPlan {
  user: User;
  protocol: 'tcp' | 'udp';
  family: 4 | 6;
  /** Steady connections beside. */
  steady: number;
  connections: number;
  /** Over which they are spread. */
  over: number;
}

export interface MemoryPlan {
  /** Connections a second. */
  rate: number;
  /** Connections beside that stay. */
  steady: number;
  minutes: number;
  /** Seconds before the first sample. */
  warmUp: number;
}

const WATCHED: readonly Pick<ShortPlan, 'user' | 'protocol' | 'family'>[] = [
  { user: 'root', protocol: 'tcp', family: 4 },
  { user: 'nobody', protocol: 'tcp', family: 4 },
  { user: 'root', protocol: 'tcp', family: 6 },
  { user: 'root', protocol: 'udp', family: 4 },
];
const SHORT = { steady: 10_000, connections: 20_000, over: 10 };
const QUICK_SHORT = { steady: 1000, connections: 4000, over: 2 };
const MEMORY = { rate: 2000, steady: 10_000, warmUp: 60 };
const QUICK_MEMORY = { rate: 1000, steady: 1000, warmUp: 10, minutes: 0.5 };

export const FULL_SOCKETS = 100_000;
export const QUICK_SOCKETS = 10_000;
export const IDLE_SECONDS = 10;

export function shortPlans(quick: boolean): ShortPlan[] {
  return WATCHED.map((watched) => ({ ...watched, ...(quick ? QUICK_SHORT : SHORT) }));
}

export function memoryPlan(quick: boolean, minutes: number): MemoryPlan {
  return quick ? QUICK_MEMORY : { ...MEMORY, minutes };
}

/** The parts that were named, `ticks,idle`; all where none were. */
export function chosenParts(text: string | undefined): Part[] {
  if (text === undefined) return [...PARTS];
  return text.split(',').map((name) => {
    const part = PARTS.find((one) => one === name);
    if (!part) throw new TypeError(`there is no part '${name}': ${PARTS.join(', ')}`);
    return part;
  });
}
