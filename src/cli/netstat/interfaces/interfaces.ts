import type { Interface, InterfaceAddress, InterfaceRecord, InterfaceStatistics } from '../../../index.ts';
import { shownCounter } from './counter.ts';
import type { InterfaceLayout } from './interface-listing.ts';

export const INTERFACES_HEADING =
  'Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg';

const NAME_WIDTH = 15;
const MTU_WIDTH = 5;
const PACKETS_WIDTH = 8;
const ERRORS_WIDTH = 6;
const NO_STATISTICS = '     - no statistics available -'.padEnd(56);
const NO_PACKETS = `${'0'.padStart(PACKETS_WIDTH)} `;
const NO_ERRORS = `${'0'.padStart(ERRORS_WIDTH)} `;
const UNKNOWN = '-';

/** A letter for each of the flags that have one, in netstat's order; two have the same. */
const FLAG_LETTERS: readonly [bit: number, letter: string][] = [
  [0x200, 'A'],
  [0x2, 'B'],
  [0x4, 'D'],
  [0x8, 'L'],
  [0x1000, 'M'],
  [0x8000, 'd'],
  [0x100, 'P'],
  [0x20, 'N'],
  [0x80, 'O'],
  [0x10, 'P'],
  [0x800, 's'],
  [0x400, 'm'],
  [0x40, 'R'],
  [0x1, 'U'],
];

/** netstat knows the sixteen flags ioctl(2) gives. */
const FLAGS_MASK = 0xffff;

type RowFacts = Pick<Interface, 'mtu' | 'flagBits' | 'addresses'>;

/** The rows of netstat's table of interfaces. */
export class InterfaceRows implements InterfaceLayout<RowFacts> {
  readonly #letters = new Map<number | null, string>();

  facts({ mtu, flagBits, addresses }: InterfaceRecord): RowFacts {
    return { mtu, flagBits, addresses };
  }

  lines(
    name: string,
    facts: RowFacts,
    _inet: InterfaceAddress | undefined,
    statistics?: InterfaceStatistics,
  ): string[] {
    const shown = name.slice(0, NAME_WIDTH).padEnd(NAME_WIDTH);
    const mtu = `${facts.mtu ?? UNKNOWN}`.padStart(MTU_WIDTH);
    const counters = statistics ? countersText(statistics) : NO_STATISTICS;
    return [`${shown} ${mtu} ${counters}${this.#flags(facts.flagBits)}`];
  }

  /** Few differ. */
  #flags(flagBits: number | null): string {
    let letters = this.#letters.get(flagBits);
    if (letters === undefined) {
      letters = flagLetters(flagBits);
      this.#letters.set(flagBits, letters);
    }
    return letters;
  }
}

function flagLetters(flagBits: number | null): string {
  if (flagBits === null) return UNKNOWN;
  if ((flagBits & FLAGS_MASK) === 0) return '[NO FLAGS]';
  return FLAG_LETTERS.map(([bit, letter]) => (flagBits & bit ? letter : '')).join('');
}

function countersText(s: InterfaceStatistics): string {
  const received = packets(s.rxPackets) + errors(s.rxErrors) + errors(s.rxDroppedAll);
  // The one column netstat aligns on the left.
  const overruns = `${`${shownCounter(s.rxFifoErrors)}`.padEnd(ERRORS_WIDTH)} `;
  const sent = packets(s.txPackets) + errors(s.txErrors) + errors(s.txDropped) + errors(s.txFifoErrors);
  return received + overruns + sent;
}

function packets(value: bigint | null): string {
  return value === 0n ? NO_PACKETS : `${`${shownCounter(value)}`.padStart(PACKETS_WIDTH)} `;
}

function errors(value: bigint | null): string {
  return value === 0n ? NO_ERRORS : `${`${shownCounter(value)}`.padStart(ERRORS_WIDTH)} `;
}
