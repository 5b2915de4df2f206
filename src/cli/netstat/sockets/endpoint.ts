import { MAX_ADDRESS_TEXT, writeAddress } from '../../../base/address.ts';
import { AF_INET, AF_INET6 } from '../../../uapi/sockets.ts';
import { addressKey, isMapped, MAPPED_PREFIX, neverLookedUp } from '../../names/address-key.ts';
import type { Names } from '../../names/names.ts';
import type { PortNames } from '../../names/services.ts';
import type { LineWriter } from '../../output/line-writer.ts';

const COLON = 0x3a;
const ASTERISK = 0x2a;
const WIDTH = 23;
// Address and port, without the colon between them.
const ROOM = 22;
const PORT_ROOM = 18;

/** Writes `address:port` as netstat does: cut to 23 bytes unless it is to be wide, and filled up to them. */
export class EndpointWriter {
  readonly #out: LineWriter;
  readonly #names: Names;
  readonly #wide: boolean;
  readonly #port = new Uint8Array(64);

  constructor(out: LineWriter, names: Names, wide: boolean) {
    this.#out = out;
    this.#names = names;
    this.#wide = wide;
  }

  /** `bytes` holds the address from `offset`. */
  write(family: number, bytes: Uint8Array, offset: number, port: number, ports: PortNames): void {
    const out = this.#out;
    const start = out.length;
    if (family === AF_INET && !this.#names.hosts && !ports.has(port)) {
      // Never too long to be shown whole, and nearly all there is.
      out.reserve(WIDTH + MAX_ADDRESS_TEXT);
      out.length = writeAddress(out.bytes, start, AF_INET, bytes, offset);
      out.bytes[out.length++] = COLON;
      if (port === 0) out.bytes[out.length++] = ASTERISK;
      else out.number(port);
      out.padFrom(start, WIDTH);
      return;
    }
    this.#writeCut(family, bytes, offset, port, ports);
  }

  /** What may have to be cut: first the address, at its end, for as much of the port's name as fits beside nothing. */
  #writeCut(family: number, bytes: Uint8Array, offset: number, port: number, ports: PortNames): void {
    const out = this.#out;
    const start = out.length;
    const portLength = this.#portText(port, ports);
    this.address(family, bytes, offset);
    const addressLength = out.length - start;
    let shownPort = portLength;
    if (!this.#wide && addressLength + portLength > ROOM) {
      shownPort = Math.min(portLength, PORT_ROOM);
      out.cut(start + Math.min(addressLength, ROOM - shownPort));
    }
    out.bytes[out.length++] = COLON;
    out.copy(this.#port, 0, shownPort);
    out.padFrom(start, WIDTH);
  }

  /** The address alone, or its name, uncut. */
  address(family: number, bytes: Uint8Array, offset: number): void {
    const out = this.#out;
    out.reserve(MAX_ADDRESS_TEXT + 1);
    const name = this.#hostName(family, bytes, offset);
    if (name !== undefined) {
      out.text(name);
      out.reserve(1);
      return;
    }
    const mapped = isMapped(family, bytes, offset);
    const shown = mapped ? AF_INET : family;
    out.length = writeAddress(out.bytes, out.length, shown, bytes, mapped ? offset + MAPPED_PREFIX : offset);
  }

  /** What stands for the address where names are wanted: its name, or netstat's way to write `::` then. */
  #hostName(family: number, bytes: Uint8Array, offset: number): string | undefined {
    const hosts = this.#names.hosts;
    if (!hosts) return undefined;
    if (neverLookedUp(family, bytes, offset)) return family === AF_INET6 ? '[::]' : undefined;
    return hosts.get(addressKey(family, bytes, offset));
  }

  /** Puts the port's text into #port; returns its length. */
  #portText(port: number, ports: PortNames): number {
    if (port === 0) {
      this.#port[0] = ASTERISK;
      return 1;
    }
    const name = ports.get(port);
    if (name) {
      this.#port.set(name);
      return name.length;
    }
    let length = port > 9999 ? 5 : port > 999 ? 4 : port > 99 ? 3 : port > 9 ? 2 : 1;
    const end = length;
    for (let rest = port; length > 0; rest = (rest / 10) | 0) this.#port[--length] = 0x30 + (rest % 10);
    return end;
  }
}
