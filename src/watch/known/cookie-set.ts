import type { Columns } from '../../sockets/table/columns.ts';

/** More than that are alive but unlisted only in rare cases, and then the oldest are let go. */
const MOST = 65_536;

/** Cookies of sockets, the oldest of which make room. */
export class CookieSet {
  readonly #cookies = new Set<number>();

  add(table: Columns, row: number): void {
    this.#cookies.add(cookieNumber(table, row));
    if (this.#cookies.size <= MOST) return;
    for (const oldest of this.#cookies) {
      this.#cookies.delete(oldest);
      return;
    }
  }

  /** Whether the row's cookie was there. */
  delete(table: Columns, row: number): boolean {
    return this.#cookies.delete(cookieNumber(table, row));
  }
}

/** Exact up to 2^53; the kernel counts them from 1. */
function cookieNumber({ cookie }: Columns, row: number): number {
  return (cookie[2 * row + 1] as number) * 2 ** 32 + (cookie[2 * row] as number);
}
