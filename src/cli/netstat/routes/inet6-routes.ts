import { MAX_ADDRESS_TEXT, writeAddress } from '../../../base/address.ts';
import type { NextHopRecord, RouteRecord } from '../../../index.ts';
import { RTF_CACHE } from '../../../uapi/routes.ts';
import { AF_INET, AF_INET6 } from '../../../uapi/sockets.ts';
import { isMapped } from '../../names/address-key.ts';
import type { RouteNames } from '../../names/route-names.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import { FlagTexts, inet6Flags } from './route-flags.ts';
import { writeInterface } from './route-interface.ts';
import { Inet6RouteNumbers } from './route-numbers.ts';

const HEADING = 'Destination                    Next Hop                   Flag Met Ref  Use If';

const DESTINATION_WIDTH = 30;
const NEXT_HOP_WIDTH = 26;
const FLAGS_WIDTH = 4;
const METRIC_WIDTH = 3;
const USE_WIDTH = 6;
const MAPPED_PREFIX = 12;
const SLASH = 0x2f;

/** netstat's "Kernel IPv6 routing table". Nothing is cut, so a long address moves what is behind it. */
export class Inet6RouteListing {
  readonly #out: LineWriter;
  readonly #names: RouteNames;
  readonly #flags = new FlagTexts(inet6Flags);
  readonly #numbers = new Inet6RouteNumbers();

  constructor(out: LineWriter, names: RouteNames) {
    this.#out = out;
    this.#names = names;
  }

  heading(cache: boolean): void {
    const out = this.#out;
    out.text(`Kernel IPv6 routing ${cache ? 'cache' : 'table'}`);
    out.endLine();
    out.text(HEADING);
    out.endLine();
  }

  /** One row, or of several next hops one each, as the kernel's file has them: of a group, which is one object, it has the first. */
  rows(record: RouteRecord, cache: boolean): void {
    const { rtfFlags, hop, hops, hopCount, nextHopId } = record;
    this.#numbers.read(record, rtfFlags);
    if (((this.#numbers.flags & RTF_CACHE) !== 0) !== cache) return;
    if (hopCount === 0 || nextHopId !== 0) {
      this.#row(record, hop, this.#numbers.flags);
      return;
    }
    for (let i = 0; i < hopCount; i++) {
      const one = hops[i] as NextHopRecord;
      this.#row(record, one, one.rtfFlags);
    }
  }

  #row(record: RouteRecord, hop: NextHopRecord, rtfFlags: number): void {
    const out = this.#out;
    const destination = out.length;
    this.#address(record.destination, this.#names.destination(record));
    out.reserve(1);
    out.bytes[out.length++] = SLASH;
    out.number(record.prefixLength);
    out.padFrom(destination, DESTINATION_WIDTH);
    out.space();
    const nextHop = out.length;
    this.#address(hop.gateway, this.#names.gateway(AF_INET6, hop.gateway));
    out.padFrom(nextHop, NEXT_HOP_WIDTH);
    out.space();
    const flags = out.length;
    out.copy(this.#flags.get(rtfFlags));
    out.padFrom(flags, FLAGS_WIDTH);
    out.space();
    this.#counts();
    if (this.#numbers.name === undefined) writeInterface(out, hop, '');
    else out.text(this.#numbers.name);
    out.endLine();
  }

  #counts(): void {
    const out = this.#out;
    const { metric, refCount, useCount } = this.#numbers;
    const start = out.length;
    this.#number(metric);
    out.padFrom(start, METRIC_WIDTH);
    out.space();
    this.#number(refCount);
    out.space();
    if (useCount === null) out.text('-'.padStart(USE_WIDTH));
    else out.numberRight(useCount, USE_WIDTH);
    out.space();
  }

  #number(value: number | null): void {
    if (value === null) this.#out.text('-');
    else this.#out.number(value);
  }

  #address(bytes: Uint8Array, name: string | undefined): void {
    const out = this.#out;
    if (name !== undefined) {
      out.text(name);
      return;
    }
    out.reserve(MAX_ADDRESS_TEXT);
    const mapped = isMapped(AF_INET6, bytes, 0);
    out.length = mapped
      ? writeAddress(out.bytes, out.length, AF_INET, bytes, MAPPED_PREFIX)
      : writeAddress(out.bytes, out.length, AF_INET6, bytes, 0);
  }
}
