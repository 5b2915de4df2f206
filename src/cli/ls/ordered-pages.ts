import type { SocketTable } from '../../index.ts';
import { FAMILY_NUMBERS } from '../../uapi/sockets.ts';
import type { Page, PageMaker } from './page.ts';

interface ProtocolPages {
  rest: Page[];
  ipv6: Page[];
}

/** Pages in netstat's order, IPv6 behind the rest of each protocol, however the kernel mixes the two where it is asked for both at once. */
export class OrderedPages {
  readonly #protocols = new Map<number, ProtocolPages>();

  /** @param table - sockets of one protocol */
  add(maker: PageMaker, table: SocketTable, rows: Uint32Array): void {
    if (rows.length === 0) return;
    const { rest, ipv6 } = this.#pagesOf(table.protocol[rows[0] as number] as number);
    const { family } = table;
    const isIpv6 = (row: number) => family[row] === FAMILY_NUMBERS.inet6;
    const last = rows.filter(isIpv6);
    const first = last.length === 0 ? rows : rows.filter((row) => !isIpv6(row));
    rest.push(...maker.pages(table, first));
    ipv6.push(...maker.pages(table, last));
  }

  /** All of them; the protocols in the order in which they came. */
  all(): Page[] {
    return [...this.#protocols.values()].flatMap(({ rest, ipv6 }) => [...rest, ...ipv6]);
  }

  #pagesOf(protocol: number): ProtocolPages {
    const pages = this.#protocols.get(protocol) ?? { rest: [], ipv6: [] };
    this.#protocols.set(protocol, pages);
    return pages;
  }
}
