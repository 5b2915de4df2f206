import { MAX_ADDRESS_TEXT, writeAddress } from '../../../base/address.ts';
import type { RouteRecord } from '../../../index.ts';
import { RTF_REJECT, RTF_UP } from '../../../uapi/routes.ts';
import { AF_INET } from '../../../uapi/sockets.ts';
import type { RouteNames } from '../../names/route-names.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import { FlagTexts, inetFlags } from './route-flags.ts';
import { writeInterface } from './route-interface.ts';
import { InetRouteNumbers } from './route-numbers.ts';

/** What the columns behind the flags are: -e chooses. */
export type Layout = 'counts' | 'metrics' | 'both' | 'none';

const LAYOUTS: readonly Layout[] = ['counts', 'metrics', 'both', 'none'];

/** netstat counts -e from the second layout on, with the first one for a single -e; then they repeat. */
export function layoutOf(extendCount: number): Layout {
  return LAYOUTS[(extendCount < 2 ? 1 - extendCount : extendCount) % 4] as Layout;
}

const ADDRESSES = 'Destination     Gateway         Genmask         ';
const CACHE_ADDRESSES = 'Source          Destination     Gateway         ';
const COUNTS = 'Flags Metric Ref    Use Iface';
const METRICS = 'Flags   MSS Window  irtt Iface';
const BOTH = `${COUNTS}    MSS   Window irtt`;
const COLUMNS = { counts: COUNTS, metrics: METRICS, both: BOTH } as const;

const ADDRESS_WIDTH = 15;
const FLAGS_WIDTH = 5;
const INTERFACE_WIDTH = 6;

/** By prefix length, in the machine's order of bytes of an address. */
const MASKS = Array.from({ length: 33 }, (_, length) => maskBytes(length === 0 ? 0 : 0xffffffff << (32 - length)));

function maskBytes(mask: number): Uint8Array {
  return Uint8Array.of(mask >>> 24, mask >>> 16, mask >>> 8, mask);
}

/** netstat's "Kernel IP routing table". */
export class InetRouteListing {
  readonly #out: LineWriter;
  readonly #names: RouteNames;
  readonly #layout: Layout;
  readonly #flags = new FlagTexts(inetFlags);
  readonly #numbers = new InetRouteNumbers();

  constructor(out: LineWriter, names: RouteNames, layout: Layout) {
    this.#out = out;
    this.#names = names;
    this.#layout = layout;
  }

  heading(): void {
    this.#heading('Kernel IP routing table', ADDRESSES, '');
  }

  /** There have been no rows behind it since the kernel gave up its cache, in 3.6. */
  cacheHeading(): void {
    this.#heading('Kernel IP routing cache', CACHE_ADDRESSES, '  TOS HHRef HHUptod     SpecDst');
  }

  #heading(title: string, addresses: string, behindBoth: string): void {
    const out = this.#out;
    out.text(title);
    out.endLine();
    if (this.#layout === 'none') return;
    out.text(addresses);
    out.text(COLUMNS[this.#layout]);
    if (this.#layout === 'both') out.text(behindBoth);
    out.endLine();
  }

  row(record: RouteRecord): void {
    if (!this.#numbers.read(record)) return;
    const { flags } = this.#numbers;
    if ((flags & RTF_UP) === 0) return;
    const out = this.#out;
    const reject = (flags & RTF_REJECT) !== 0;
    this.#address(record.destination, this.#names.destination(record));
    if (reject) this.#filled('-');
    else this.#gateway(record);
    this.#address(MASKS[record.prefixLength] ?? maskBytes(record.mask), undefined);
    const start = out.length;
    out.copy(this.#flags.get(flags));
    out.padFrom(start, FLAGS_WIDTH);
    if (reject) this.#rejected();
    else this.#columns(record);
    out.endLine();
  }

  /** One through an IPv6 router shows none, as it has none of IPv4. */
  #gateway({ hop }: RouteRecord): void {
    const bytes = hop.gatewayFamily === AF_INET ? hop.gateway : NO_ADDRESS;
    this.#address(bytes, this.#names.gateway(AF_INET, bytes));
  }

  /** `%-15s` and a blank; a name is cut to 15 bytes. */
  #address(bytes: Uint8Array, name: string | undefined): void {
    if (name !== undefined) {
      this.#filled(name);
      return;
    }
    const out = this.#out;
    out.reserve(MAX_ADDRESS_TEXT);
    const start = out.length;
    out.length = writeAddress(out.bytes, start, AF_INET, bytes, 0);
    out.padFrom(start, ADDRESS_WIDTH + 1);
  }

  #filled(text: string): void {
    const start = this.#out.length;
    this.#out.text(text.length > ADDRESS_WIDTH ? text.slice(0, ADDRESS_WIDTH) : text);
    this.#out.padFrom(start, ADDRESS_WIDTH + 1);
  }

  #columns({ hop }: RouteRecord): void {
    const out = this.#out;
    const { metric, refCount, useCount, mtu, window, rtt } = this.#numbers;
    out.space();
    if (this.#layout === 'metrics') {
      out.numberRight(mtu, 5);
      out.space();
      this.#numberLeft(window, 5);
      out.numberRight(rtt, 6);
      out.space();
      writeInterface(out, hop, '*');
      return;
    }
    const both = this.#layout === 'both';
    this.#numberLeft(metric, 6);
    this.#numberLeft(refCount, both ? 3 : 2);
    out.numberRight(useCount, both ? 6 : 7);
    out.space();
    const start = out.length;
    writeInterface(out, hop, '*');
    if (both) this.#metrics(start);
  }

  /** Behind the interface, which is cut for them. */
  #metrics(start: number): void {
    const out = this.#out;
    const { mtu, window, rtt } = this.#numbers;
    out.cut(Math.min(out.length, start + INTERFACE_WIDTH));
    out.padFrom(start, INTERFACE_WIDTH + 3);
    this.#numberLeft(mtu, 5);
    this.#numberLeft(window, 6);
    out.number(rtt);
  }

  /** A route that rejects has no interface and no metrics. */
  #rejected(): void {
    const out = this.#out;
    const { metric, useCount } = this.#numbers;
    if (this.#layout === 'metrics') {
      out.text('     - -          - -');
      return;
    }
    out.space();
    this.#numberLeft(metric, 6);
    out.text('-  ');
    out.numberRight(useCount, 7);
    out.text(this.#layout === 'both' ? ' -        -     -      -' : ' -');
  }

  /** `%-*d` and a blank. */
  #numberLeft(value: number, width: number): void {
    const start = this.#out.length;
    this.#out.number(value);
    this.#out.padFrom(start, width);
    this.#out.space();
  }
}

const NO_ADDRESS = new Uint8Array(4);
