import { ABSENT } from '../../base/absent.ts';
import { AF_INET6 } from '../../uapi/sockets.ts';
import { ADDRESS_BYTES } from '../table/sctp.ts';
import { readAddress } from './address-text.ts';

const SPACE = 0x20;
const ASTERISK = 0x2a;
const COLON = 0x3a;
const IPV4_AT = 12;

/** Reads the addresses of one end of an SCTP socket from its line: each may be marked with an asterisk, and a blank follows. */
export class AddressList {
  /** Index of the last one that is marked; ABSENT for none. */
  primary = ABSENT;
  hasIPv6 = false;
  readonly #line: Uint8Array;
  #addresses = new Uint8Array(8 * ADDRESS_BYTES);
  #used = 0;

  constructor(line: Uint8Array) {
    this.#line = line;
  }

  clear(): void {
    this.primary = ABSENT;
    this.hasIPv6 = false;
    this.#used = 0;
  }

  /** Reads all from `from` on; returns where something else begins. */
  read(from: number, end: number): number {
    const line = this.#line;
    this.clear();
    for (let at = skipBlanks(line, from, end); ; ) {
      const marked = line[at] === ASTERISK;
      const start = marked ? at + 1 : at;
      this.#reserve();
      const stop = start < end ? readAddress(line, start, end, this.#addresses, this.#used) : 0;
      if (stop === 0 || (stop < end && line[stop] !== SPACE)) return at;
      if (marked) this.primary = this.#used / ADDRESS_BYTES;
      if (line[start + 4] === COLON) this.hasIPv6 = true;
      this.#used += ADDRESS_BYTES;
      at = skipBlanks(line, stop, end);
    }
  }

  /** Those that were read, ADDRESS_BYTES each; valid until the next are. In AF_INET all must be IPv4. */
  inFamily(family: number): Uint8Array {
    const addresses = this.#addresses.subarray(0, this.#used);
    if (family === AF_INET6) return addresses;
    for (let at = 0; at < this.#used; at += ADDRESS_BYTES) {
      addresses.copyWithin(at, at + IPV4_AT, at + ADDRESS_BYTES);
      addresses.fill(0, at + 4, at + ADDRESS_BYTES);
    }
    return addresses;
  }

  #reserve(): void {
    if (this.#used + ADDRESS_BYTES <= this.#addresses.length) return;
    const grown = new Uint8Array(2 * this.#addresses.length);
    grown.set(this.#addresses);
    this.#addresses = grown;
  }
}

function skipBlanks(line: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && line[at] === SPACE) at++;
  return at;
}
