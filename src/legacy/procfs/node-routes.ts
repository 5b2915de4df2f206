import type { NeighbourNode, NetRomPath, NetRomRoute, RoseRoute } from '../legacy-route.ts';
import { NO_DEVICE } from './link-socket.ts';
import { parseLines, withoutHeading } from './words.ts';

/** A route as its own table has it: the neighbours by number alone. */
export type NodeRoute = NetRomRoute | RoseRoute;

/** Words of a way of NET/ROM: quality, obsolescence and neighbour. */
const PATH_WORDS = 3;

/**
 * `/proc/net/nr_nodes` (`nr_node_show()` in `net/netrom/nr_route.c`), `used` from 1:
 *
 *     callsign mnemonic|* used count [quality obsolescence neighbour]…
 */
export function parseNetRomNodes(text: string): (NetRomRoute | null)[] {
  return parseLines(withoutHeading(text), (words) => ({
    family: 'netrom',
    destination: words.text(0),
    mnemonic: words.optional(1, '*'),
    used: words.decimal(2) - 1,
    paths: counted(words.decimal(3), (i): NetRomPath => {
      const at = 4 + PATH_WORDS * i;
      const neighbour = unknownNode(words.decimal(at + 2));
      return { quality: words.decimal(at), obsolescence: words.decimal(at + 1), neighbour };
    }),
  }));
}

/** `/proc/net/rose_nodes` (`rose_node_show()` in `net/rose/rose_route.c`): `address mask count neighbour…`. */
export function parseRoseNodes(text: string): (RoseRoute | null)[] {
  return parseLines(withoutHeading(text), (words) => ({
    family: 'rose',
    destination: words.optional(0, '*'),
    digits: words.decimal(1),
    neighbours: counted(words.decimal(2), (i) => unknownNode(words.decimal(3 + i))),
  }));
}

/**
 * `/proc/net/nr_neigh` and `/proc/net/rose_neigh` (`nr_neigh_show()` and `rose_neigh_show()`), which begin alike:
 *
 *     number callsign device …
 */
export function parseNeighbours(text: string): (NeighbourNode | null)[] {
  return parseLines(withoutHeading(text), (words) => ({
    number: words.decimal(0),
    callsign: words.text(1),
    device: words.optional(2, NO_DEVICE),
  }));
}

/** Puts the neighbours' names where so far are numbers. */
export function nameNeighbours(route: NodeRoute, neighbours: readonly NeighbourNode[]): void {
  const nodes = route.family === 'netrom' ? route.paths.map(({ neighbour }) => neighbour) : route.neighbours;
  for (const node of nodes)
    Object.assign(
      node,
      neighbours.find(({ number }) => number === node.number),
    );
}

const unknownNode = (number: number): NeighbourNode => ({ number, callsign: null, device: null });

/** The kernel keeps three ways to a node at most; what a broken line says it has is not believed. */
const MOST = 3;

function counted<Item>(count: number, item: (i: number) => Item): Item[] {
  return Array.from({ length: Math.min(Math.max(count, 0), MOST) || 0 }, (_, i) => item(i));
}
