import { parseAx25 } from '../../src/legacy/procfs/ax25.ts';
import { parseL2cap, parseRfcomm } from '../../src/legacy/procfs/bluetooth.ts';
import { parseIpx } from '../../src/legacy/procfs/ipx.ts';
import {
  parseAx25Routes,
  parseDdpRoutes,
  parseIpxRoutes,
  parseX25Routes,
} from '../../src/legacy/procfs/legacy-routes.ts';
import { parseNetRom } from '../../src/legacy/procfs/net-rom.ts';
import {
  nameNeighbours,
  parseNeighbours,
  parseNetRomNodes,
  parseRoseNodes,
} from '../../src/legacy/procfs/node-routes.ts';
import { parseRose } from '../../src/legacy/procfs/rose.ts';
import { parseX25 } from '../../src/legacy/procfs/x25.ts';
import { fixtures } from '../corpus.ts';
import { textLines } from '../mutators/lines.ts';
import type { Target } from '../target.ts';

type Parse = (text: string) => (object | null)[];

const NET = 'old_families/proc/net';

/** Lines as split() sees them, the heading aside where there is one: each is a row, or null in its place. */
function linesBehind(text: string, headings: number): number {
  const lines = text.split('\n');
  const most = lines.length - headings;
  return lines.at(-1) === '' && most > 0 ? most - 1 : Math.max(0, most);
}

function legacy(
  name: string,
  parse: Parse,
  seeds: readonly string[],
  headings: (text: string) => number = () => 1,
): Target {
  return {
    name: `legacy/${name}`,
    seeds: () => fixtures(...seeds),
    mutate: textLines,
    signed: /./,
    rounded: /./,
    lines: (input) => {
      const text = Buffer.from(input).toString('latin1');
      return linesBehind(text, headings(text));
    },
    run: (input) => {
      const value = parse(Buffer.from(input).toString('latin1'));
      const rows = value.filter((row) => row !== null).length;
      return { value, lines: { rows, counted: value.length - rows } };
    },
  };
}

const ax25Headings = (text: string) => (text.startsWith('dest_addr') || text.startsWith('magic') ? 1 : 0);
const none = () => 0;

/** Nodes, and the neighbours that they name. */
const named =
  (parse: typeof parseNetRomNodes | typeof parseRoseNodes): Parse =>
  (text) => {
    const neighbours = parseNeighbours('number callsign device\n00001 N0CALL-1 ax0\n00002 N0CALL-2 ???\n');
    const routes = parse(text);
    for (const route of routes)
      if (route)
        nameNeighbours(
          route,
          neighbours.filter((node) => node !== null),
        );
    return routes;
  };

export const PROC_LEGACY: readonly Target[] = [
  legacy('ax25', parseAx25, [`${NET}/ax25`, 'old_families/older/ax25', 'old_families/broken/net/ax25'], ax25Headings),
  legacy('ipx', parseIpx, [`${NET}/ipx/socket`, 'old_families/broken/net/ipx']),
  legacy('nr', parseNetRom, [`${NET}/nr`, 'old_families/broken/net/nr']),
  legacy('rose', parseRose, [`${NET}/rose`]),
  legacy('x25', parseX25, [`${NET}/x25/socket`]),
  legacy('l2cap', parseL2cap, ['old_families/sys/kernel/debug/bluetooth/l2cap'], none),
  legacy('rfcomm', parseRfcomm, ['old_families/sys/kernel/debug/bluetooth/rfcomm'], none),
  legacy('ax25-route', parseAx25Routes, [`${NET}/ax25_route`]),
  legacy('x25-route', parseX25Routes, [`${NET}/x25/route`]),
  legacy('ipx-route', parseIpxRoutes, [`${NET}/ipx/route`]),
  legacy('ddp-route', parseDdpRoutes, [`${NET}/atalk/route`]),
  legacy('nr-nodes', named(parseNetRomNodes), [`${NET}/nr_nodes`]),
  legacy('rose-nodes', named(parseRoseNodes), [`${NET}/rose_nodes`]),
  legacy('neighbours', parseNeighbours, [`${NET}/nr_neigh`, `${NET}/rose_neigh`]),
];
