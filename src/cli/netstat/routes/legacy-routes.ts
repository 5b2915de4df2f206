import type {
  Ax25Route,
  DdpRoute,
  IpxRoute,
  LegacyRoute,
  LegacyRouteFamily,
  NetRomRoute,
  RoseRoute,
  X25Route,
} from '../../../legacy/legacy-route.ts';
import { unfitNumbers } from '../../../legacy/unfit-numbers.ts';
import { scannedValue } from '../scanf.ts';
import { INET_LETTERS } from './route-flags.ts';

const HEADINGS: Readonly<Record<LegacyRouteFamily, readonly string[]>> = {
  ax25: ['Kernel AX.25 routing table', 'Destination  Iface    Use'],
  netrom: ['Kernel NET/ROM routing table', 'Destination  Mnemonic  Quality  Neighbour  Iface'],
  ipx: ['Kernel IPX routing table', 'Destination               Router Net                Router Node'],
  ddp: ['Destination     Gateway         Device          Flags'],
  x25: ['Kernel X.25 routing table', 'Destination          Iface'],
  rose: [
    'Kernel ROSE routing table',
    'Destination  neigh1 callsign  device  neigh2 callsign  device  neigh3 callsign  device',
  ],
};

const NO_DEVICE = '???';
/** Of X.25, in the kernel's table: netstat shows as many of its characters as there are digits that count. */
const ADDRESS_WIDTH = 15;

/** Here `!` replaces nothing. */
const FLAG_LETTERS = [[0x1, 'U'], [0x2, 'G'], [0x200, '!'], ...INET_LETTERS] as const;

export function legacyRoutesHeading(family: LegacyRouteFamily): readonly string[] {
  return HEADINGS[family];
}

export function legacyRouteRow(route: LegacyRoute): string {
  switch (route.family) {
    case 'ax25':
      return ax25Row(route);
    case 'netrom':
      return netRomRow(route);
    case 'ipx':
      return ipxRow(route);
    case 'ddp':
      return ddpRow(route);
    case 'x25':
      return x25Row(route);
    case 'rose':
      return roseRow(route);
  }
}

/** The kernel's table has no count of uses: where netstat looks for it is the mode, which is no number, and so 0. */
function ax25Row(route: Ax25Route): string {
  const uses = scannedValue(unfitNumbers(route)?.ipMode ?? '', 'd') ?? 0;
  return `${(route.destination ?? 'default').padEnd(9)}    ${(route.device ?? NO_DEVICE).padEnd(5)}  ${`${uses}`.padStart(5)}`;
}

/** Of the ways to a node the one in use. */
function netRomRow({ destination, mnemonic, paths, used }: NetRomRoute): string {
  const { quality, neighbour } = (used === null ? undefined : paths[used]) ?? {};
  const node = neighbour?.callsign ?? '?';
  const device = (neighbour?.device ?? NO_DEVICE).padEnd(4);
  const name = `${destination.padEnd(9)}    ${(mnemonic ?? '*').padEnd(7)}`;
  return `${name}   ${`${quality === null || used === null ? '-' : (quality ?? 0)}`.padStart(3)}      ${node.padEnd(9)}  ${device}`;
}

function ipxRow({ network, router }: IpxRoute): string {
  const columns = [network, router?.network ?? 'Directly', router?.node ?? 'Connected'];
  // netstat shows nothing for a network or node of zeros.
  return columns.map((text) => (/^0*$/.test(text) ? '' : text).padEnd(25)).join(' ');
}

function ddpRow({ destination, gateway, device, flags }: DdpRoute): string {
  // netstat reads none with %d, and what it shows of a wider number is of no route.
  const shown = flags ?? 0;
  const letters = FLAG_LETTERS.filter(([flag]) => (shown & flag) !== 0).map(([, letter]) => letter);
  return `${[destination ?? 'Default', gateway, device].map((text) => text.padEnd(16)).join('')}${letters.join('')}`;
}

function x25Row({ destination, digits, device }: X25Route): string {
  const place =
    digits === 0 ? '*' : `${destination.padEnd(ADDRESS_WIDTH).slice(0, digits ?? ADDRESS_WIDTH)}/${digits ?? '-'}`;
  return `${place.padEnd(18)}   ${(device ?? NO_DEVICE).padEnd(5)}`;
}

/** Each neighbour by its number and, where that is known, its callsign and interface. */
function roseRow(route: RoseRoute): string {
  const { destination, neighbours } = route;
  // netstat shows as many as the line says.
  const said = Number(scannedValue(unfitNumbers(route)?.count ?? '', 'd') ?? neighbours.length);
  const nodes = neighbours.slice(0, Math.max(0, said)).map(({ number, callsign, device }) => {
    const text = `${number === null ? '-'.padStart(5) : `${number}`.padStart(5, '0')}  `;
    return callsign === null ? text : `${text}${callsign.padEnd(10)}   ${(device ?? NO_DEVICE).padEnd(4)} `;
  });
  return `${(destination ?? '*').padEnd(10)}   ${nodes.join('')}`;
}
