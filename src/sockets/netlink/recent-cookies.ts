const WINDOW = 8192;
const SLOTS = 2 * WINDOW;

/**
 * The cookies of a dump's last rows, to drop what the kernel gives twice: a dump that goes on finds its place by counting along
 * a chain of its table, and sockets that came meanwhile stand before those it has given. So both rows of a socket are of one
 * chain, and lie no further apart than it is long. Known are at least the last 8192 rows, and a table with such chains has
 * a million sockets in a hundred of them.
 *
 * Two sets that take turns, each with open addressing and two words a slot: small enough to stay in the processor's cache.
 */
export class RecentCookies {
  #recent = new Uint32Array(2 * SLOTS);
  #older = new Uint32Array(2 * SLOTS);
  #size = 0;

  /** To be called before so many rows: between batches is a better place to make room than within. */
  beginBatch(rows: number): void {
    if (this.#size + rows > WINDOW) this.#turn();
  }

  /** False when the cookie was among the last ones. A cookie of 0 is none, and never was there. */
  add(low: number, high: number): boolean {
    if (low === 0 && high === 0) return true;
    const older = this.#older;
    const recent = this.#recent;
    if (isTaken(older, find(older, low, high))) return false;
    const slot = find(recent, low, high);
    if (isTaken(recent, slot)) return false;
    recent[slot] = low;
    recent[slot + 1] = high;
    this.#size++;
    if (this.#size === WINDOW) this.#turn();
    return true;
  }

  #turn(): void {
    const emptied = this.#older.fill(0);
    this.#older = this.#recent;
    this.#recent = emptied;
    this.#size = 0;
  }
}

/** Where the cookie is, or the free slot where it belongs. */
function find(slots: Uint32Array, low: number, high: number): number {
  // Cookies are handed out in sequence, and runs of them that met in the table would have to be walked: so they are spread.
  let at = (Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 16) & (SLOTS - 1);
  for (;;) {
    const slot = 2 * at;
    const difference = ((slots[slot] as number) ^ low) | ((slots[slot + 1] as number) ^ high);
    if (difference === 0 || !isTaken(slots, slot)) return slot;
    at = (at + 1) & (SLOTS - 1);
  }
}

function isTaken(slots: Uint32Array, slot: number): boolean {
  return ((slots[slot] as number) | (slots[slot + 1] as number)) !== 0;
}
