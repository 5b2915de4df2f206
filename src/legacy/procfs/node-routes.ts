import type { NeighbourNode, NetRomPath, NetRomRoute, RoseRoute } from '../legacy-route.ts';
import { NO_DEVICE } from './link-socket.ts';
import { headingOf, parseLines, type Words, withoutHeading } from './words.ts';

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
    used: fromZero(words.decimal(2, 'used', undefined, 1)),
    paths: counted(words, 3, PATH_WORDS, (i, at): NetRomPath => {
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
    neighbours: counted(words, 2, 1, (i, at) => unknownNode(words.count(at, `neighbour${i}`))),
  }));
}

/**
 * `/proc/net/nr_neigh` and `/proc/net/rose_neigh` (`nr_neigh_show()` and `rose_neigh_show()`), which begin alike:
 *
 *     number callsign device number… [digipeater…]
 */
export function parseNeighbours(text: string): (NeighbourNode | null)[] {
  const columns = headingOf(text);
  const length = columns.at(-1) === 'digipeaters' ? columns.length - 1 : columns.length;
  return parseLines(withoutHeading(text), (words) => {
    // A callsign in the place of the last number tells that a word before it is missing.
    if (!words.cut && length > NAMED) words.required(words.decimal(length - 1, 'last'));
    return {
      number: words.required(words.count(0, 'number')),
      callsign: words.text(1),
      device: words.optional(2, NO_DEVICE),
    };
  });
}

/** Words of a neighbour that are read. */
const NAMED = 3;

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

/** The kernel keeps three ways to a node at most: more are not waited for where the file ends before them. */
const MOST = 3;

/** As `%d` prints it. A neighbour's number, which is `%05d`, is not one, and so a word before it is missing. */
const COUNT = /^(0|-?[1-9]\d*)$/;

/**
 * What is behind the count, all of it: where the count says another number, the row is counted. A line that has less than it says is
 * none.
 * @param size - words of an item
 * @param item - by its number and its place
 */
function counted<Item>(words: Words, place: number, size: number, item: (i: number, at: number) => Item): Item[] {
  const said = words.required(words.decimal(place, 'count'));
  const first = place + 1;
  const there = Math.max(0, words.length - first) / size;
  const whole = Math.floor(there);
  if (!words.cut && said > there) words.ok = false;
  if (!words.cut && (whole !== there || !COUNT.test(words.text(place)))) words.misread = true;
  if (said < whole || said > MOST) words.refuse(place, 'count');
  const awaited = words.cut ? Math.min(said, MOST) : 0;
  return Array.from({ length: Math.max(whole, awaited) }, (_, i) => item(i, first + size * i));
}
