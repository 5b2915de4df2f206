import { AF_INET } from '../../uapi/sockets.ts';
import { type MasqueradeEntry, MasqueradeFileError } from '../masquerade-entry.ts';

/**
 * `/proc/net/ip_masquerade` of Linux 2.2 (`net/ipv4/ip_masq.c`): a heading, then of each connection
 *
 *     protocol source:port destination:port masquerade-port initial-sequence delta [previous-delta] expires
 *
 * Hexadecimal but for the deltas and `expires`, which is in clock ticks of 1/100 s. What follows the heading is fields between
 * blanks to netstat, and a newline is as good as any.
 */
const HEADING_MAX = 255;
const WITH_PREVIOUS = 'PDelta';

const PROTOCOLS: ReadonlySet<string> = new Set(['TCP', 'UDP', 'ICMP', 'GRE', 'ESP']);

const BLANKS = /[ \t\n\v\f\r]*/y;
const WORD = /[^ \t\n\v\f\r]+/y;
const COLON = /:/y;
const HEX = /[+-]?(?:0[xX])?[0-9a-fA-F]+/y;
const DECIMAL = /[+-]?[0-9]+/y;

/**
 * @returns every entry, in the file's order
 * @throws MasqueradeFileError
 */
export function parseIpMasquerade(text: string): MasqueradeEntry[] {
  if (text === '') throw new MasqueradeFileError("masq_info: Internal Error `fgets() failed'.");
  const newline = text.indexOf('\n');
  const heading = text.slice(0, Math.min(HEADING_MAX, newline < 0 ? text.length : newline + 1));
  const fields = new Fields(text, heading.length);
  const entries: MasqueradeEntry[] = [];
  while (fields.more()) entries.push(readEntry(fields, heading.includes(WITH_PREVIOUS)));
  return entries;
}

function readEntry(fields: Fields, previous: boolean): MasqueradeEntry {
  const word = fields.next(WORD);
  const entry: MasqueradeEntry = {
    protocol: word.toLowerCase(),
    family: AF_INET,
    source: address(fields.hex(32)),
    sourcePort: fields.port(),
    destination: address(fields.hex(32)),
    destinationPort: fields.port(),
    masqueradePort: fields.hex(16),
    initialSequence: fields.sequence(),
    delta: fields.delta(),
    previousDelta: previous ? fields.delta() : null,
    expires: fields.ticks(),
  };
  if (PROTOCOLS.has(word)) return entry;
  throw new MasqueradeFileError("masq_info.c: Internal Error `ip_masquerade unknown type'.");
}

/** The fields of a text as scanf(3) takes them, so that netstat's rows come of them: what is too large for 64 bits is their most, and the rest wraps. */
class Fields {
  readonly #text: string;
  #at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  /** Skips blanks; false at the end. */
  more(): boolean {
    this.#match(BLANKS);
    return this.#at < this.#text.length;
  }

  next(pattern: RegExp): string {
    this.#match(BLANKS);
    return this.#match(pattern) ?? formatError();
  }

  hex(bits: 16 | 32): number {
    return Number(BigInt.asUintN(bits, this.#hex()));
  }

  sequence(): number | bigint {
    return exact(BigInt.asUintN(64, this.#hex()));
  }

  #hex(): bigint {
    const text = this.next(HEX);
    const value = BigInt(`0x${text.replace(/^[+-]?(0[xX])?/, '')}`);
    return unsigned(value, text.startsWith('-'));
  }

  /** With the colon before it. */
  port(): number {
    this.#match(COLON) ?? formatError();
    return this.hex(16);
  }

  delta(): number {
    const value = BigInt(this.next(DECIMAL));
    const within = value > MOST_SIGNED ? MOST_SIGNED : value < -MOST_SIGNED ? -MOST_SIGNED - 1n : value;
    return Number(BigInt.asIntN(16, within));
  }

  ticks(): number | bigint {
    const value = BigInt(this.next(DECIMAL));
    return exact(BigInt.asUintN(64, unsigned(value < 0n ? -value : value, value < 0n)));
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const field = pattern.exec(this.#text)?.[0];
    this.#at += field?.length ?? 0;
    return field;
  }
}

const MOST_UNSIGNED = 2n ** 64n - 1n;
const MOST_SIGNED = 2n ** 63n - 1n;

/** A number where it can be that very one. */
const exact = (value: bigint) => (value > Number.MAX_SAFE_INTEGER ? value : Number(value));

/** As strtoul() does. */
function unsigned(digits: bigint, negative: boolean): bigint {
  if (digits > MOST_UNSIGNED) return MOST_UNSIGNED;
  return negative ? -digits : digits;
}

function formatError(): never {
  throw new MasqueradeFileError("masq_info.c: Internal Error `ip_masquerade format error'.");
}

/** The number is the address in the machine's order, its first byte the highest. */
function address(number: number): Uint8Array {
  return Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);
}
