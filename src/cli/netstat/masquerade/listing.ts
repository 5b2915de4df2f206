import { MAX_ADDRESS_TEXT, writeAddress } from '../../../base/address.ts';
import type { MasqueradeEntry } from '../../../masquerade/masquerade-entry.ts';
import { addressKey, neverLookedUp } from '../../names/address-key.ts';
import type { Names } from '../../names/names.ts';
import type { PortNames } from '../../names/services.ts';
import type { LineWriter } from '../../output/line-writer.ts';

const PROTOCOL_WIDTH = 4;
const MINUTES_WIDTH = 3;
const EXPIRE_WIDTH = 9;
const SEQUENCE_WIDTH = 10;
const DELTA_WIDTH = 5;
const HOST_WIDTH = 20;

const TICKS_PER_SECOND = 100;
const TICKS_PER_MINUTE = 60 * TICKS_PER_SECOND;

/** Where the names of ports are; the other protocols have none. */
const SERVICES: Readonly<Record<string, 'tcp' | 'udp'>> = { tcp: 'tcp', udp: 'udp', udpl: 'udp' };

/** netstat's "IP masquerading entries". The addresses' names must have been looked up. */
export class MasqueradeListing {
  readonly #out: LineWriter;
  readonly #names: Names;
  readonly #extend: boolean;
  #begun = false;

  constructor(out: LineWriter, names: Names, extend: boolean) {
    this.#out = out;
    this.#names = names;
    this.#extend = extend;
  }

  /** Nothing was listed. */
  get empty(): boolean {
    return !this.#begun;
  }

  /** The title and the heading are there with the first row: an empty table prints nothing. */
  row(entry: MasqueradeEntry): void {
    const out = this.#out;
    if (!this.#begun) this.#heading();
    const start = out.length;
    out.text(entry.protocol);
    out.padFrom(start, PROTOCOL_WIDTH);
    this.#expire(entry.expires);
    out.space();
    if (this.#extend) this.#sequence(entry);
    this.#host(entry.family, entry.source);
    this.#host(entry.family, entry.destination);
    this.#ports(entry);
    out.endLine();
  }

  #heading(): void {
    this.#begun = true;
    this.#out.text('IP masquerading entries');
    this.#out.endLine();
    this.#out.text(`prot   expire ${this.#extend ? '   initseq delta prevd ' : ''}`);
    this.#out.text('source               destination          ports');
    this.#out.endLine();
  }

  /** `minutes:seconds.hundredths`. */
  #expire(ticks: number | bigint | null): void {
    if (ticks === null) {
      this.#right(null, EXPIRE_WIDTH);
      return;
    }
    if (typeof ticks === 'bigint') this.#right(ticks / BigInt(TICKS_PER_MINUTE), MINUTES_WIDTH);
    else this.#out.numberRight(Math.floor(ticks / TICKS_PER_MINUTE), MINUTES_WIDTH);
    const rest = typeof ticks === 'bigint' ? Number(ticks % BigInt(TICKS_PER_MINUTE)) : ticks % TICKS_PER_MINUTE;
    this.#out.text(':');
    this.#twoDigits(Math.floor(rest / TICKS_PER_SECOND));
    this.#out.text('.');
    this.#twoDigits(rest % TICKS_PER_SECOND);
  }

  #twoDigits(value: number): void {
    if (value < 10) this.#out.text('0');
    this.#out.number(value);
  }

  #sequence({ initialSequence, delta, previousDelta }: MasqueradeEntry): void {
    this.#right(initialSequence, SEQUENCE_WIDTH);
    this.#out.space();
    this.#right(delta, DELTA_WIDTH);
    this.#out.space();
    this.#right(previousDelta, DELTA_WIDTH);
    this.#out.space();
  }

  /** A number, or netstat's mark for one that is not known. */
  #right(value: number | bigint | null, width: number): void {
    if (typeof value !== 'number') this.#out.text(`${value ?? '-'}`.padStart(width));
    else this.#out.numberRight(value, width);
  }

  #host(family: number, address: Uint8Array): void {
    const out = this.#out;
    const start = out.length;
    const name = this.#name(family, address);
    if (name !== undefined) {
      out.text(name);
    } else {
      out.reserve(MAX_ADDRESS_TEXT);
      out.length = writeAddress(out.bytes, start, family, address, 0);
    }
    out.padFrom(start, HOST_WIDTH);
    out.space();
  }

  #name(family: number, address: Uint8Array): string | undefined {
    const hosts = this.#names.hosts;
    if (!hosts || neverLookedUp(family, address, 0)) return undefined;
    return hosts.get(addressKey(family, address, 0));
  }

  #ports({ protocol, sourcePort, destinationPort, masqueradePort }: MasqueradeEntry): void {
    const names = this.#names.ports(SERVICES[protocol] ?? 'none');
    this.#port(sourcePort, names);
    this.#out.text(' -> ');
    this.#port(destinationPort, names);
    this.#out.text(' (');
    this.#port(masqueradePort, names);
    this.#out.text(')');
  }

  #port(port: number, names: PortNames): void {
    const name = names.get(port);
    if (port === 0) this.#out.text('*');
    else if (name) this.#out.copy(name);
    else this.#out.number(port);
  }
}

/** Adds the texts under which the names of both ends are looked up. */
export function addHostKeys({ family, source, destination }: MasqueradeEntry, keys: Set<string>): void {
  for (const address of [source, destination]) {
    if (!neverLookedUp(family, address, 0)) keys.add(addressKey(family, address, 0));
  }
}
