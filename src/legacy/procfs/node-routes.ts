import type { NeighbourNode, NetRomPath, NetRomRoute, RoseRoute } from '../legacy-route.ts';
import { NO_DEVICE } from './link-socket.ts';
import { parseLines, withoutHeading } from './words.ts';

/** A route as its own table has it: the neighbours by number alone. */
export type NodeRoute = NetRomRoute | RoseRoute;

/** Of an address of ROSE. */
const MOST_DIGITS = 10;

const MOST_BYTE = 0xff;

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
    used: fromZero(words.count(2, 'used')),
    paths: counted(words.required(words.decimal(3, 'count')), (i): NetRomPath => {
      const at = 4 + PATH_WORDS * i;
      const neighbour = unknownNode(words.count(at + 2, `neighbour${i}`));
      return {
        quality: words.count(at, `quality${i}`, MOST_BYTE),
        obsolescence: words.count(at + 1, `obsolescence${i}`, MOST_BYTE),
        neighbour,
      };
    }),
  }));
}

/** `/proc/net/rose_nodes` (`rose_node_show()` in `net/rose/rose_route.c`): `address mask count neighbour…`. */
export function parseRoseNodes(text: string): (RoseRoute | null)[] {
  return parseLines(withoutHeading(text), (words) => ({
    family: 'rose',
    destination: words.optional(0, '*'),
    digits: words.count(1, 'digits', MOST_DIGITS),
    neighbours: counted(words.required(words.decimal(2, 'count')), (i) =>
      unknownNode(words.count(3 + i, `neighbour${i}`)),
    ),
  }));
}

/**
 * `/proc/net/nr_neigh` and `/proc/net/rose_neigh` (`nr_neigh_show()` and `rose_neigh_show()`), which begin alike:
 *
 *     number callsign device …
 */
export function parseNeighbours(text: string): (NeighbourNode | null)[] {
  return parseLines(withoutHeading(text), (words) => ({
    number: words.required(words.count(0, 'number')),
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

const fromZero = (number: number | null) => (number === null ? null : number - 1);

const unknownNode = (number: number | null): NeighbourNode => ({ number, callsign: null, device: null });

/** The kernel keeps three ways to a node at most; what a broken line says it has is not believed. */
const MOST = 3;

function counted<Item>(count: number, item: (i: number) => Item): Item[] {
  return Array.from({ length: Math.min(Math.max(count, 0), MOST) || 0 }, (_, i) => item(i));
}
