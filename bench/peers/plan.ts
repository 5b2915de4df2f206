import type { Shape } from '../world.ts';

/** What is measured together, in turns. */
export type Group = 'starting' | 'listing' | 'owners' | 'listeners' | 'floor' | 'block';

export interface WorldPlan {
  shape: Shape;
  sockets: number;
  groups: readonly Group[];
}

const ALL: readonly Group[] = ['listing', 'owners', 'floor', 'block'];

/** The worlds, and what is measured in each. */
const WORLDS: readonly WorldPlan[] = [
  { shape: 'few', sockets: 1_000, groups: ['starting', ...ALL] },
  { shape: 'few', sockets: 10_000, groups: ALL },
  { shape: 'many', sockets: 20_000, groups: ['owners'] },
  { shape: 'few', sockets: 50_000, groups: ALL },
  { shape: 'few', sockets: 100_000, groups: ALL },
  { shape: 'listeners', sockets: 100_000, groups: ['listeners'] },
  { shape: 'few', sockets: 1_000_000, groups: ALL },
];

export const DEFAULT_SIZES: readonly number[] = [...new Set(WORLDS.map(({ sockets }) => sockets))];

/** The worlds of these sizes; of a size that is in none, one of few processes. */
export function planWorlds(sizes: readonly number[]): WorldPlan[] {
  return sizes.flatMap((sockets): WorldPlan[] => {
    const planned = WORLDS.filter((world) => world.sockets === sockets);
    return planned.length > 0 ? planned : [{ shape: 'few', sockets, groups: ALL }];
  });
}
