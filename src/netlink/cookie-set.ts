const INITIAL_SLOTS = 16 * 1024;

/**
 * The cookies of one dump, to drop what the kernel gives twice: a dump that goes on finds its place by counting along a
 * chain of its table, and sockets that came meanwhile stand before those it has given. Open addressing, two words a slot.
 */
export class CookieSet {
  #slots = new Uint32Array(2 * INITIAL_SLOTS);
  #mask = INITIAL_SLOTS - 1;
  #size = 0;

  /** False when the cookie was there. A cookie of 0 is none, and never was there. */
  add(low: number, high: number): boolean {
    if (low === 0 && high === 0) return true;
    const slot = this.#find(low, high);
    if (this.#slots[slot] !== 0 || this.#slots[slot + 1] !== 0) return false;
    this.#slots[slot] = low;
    this.#slots[slot + 1] = high;
    this.#size++;
    if (this.#size * 2 > this.#mask) this.#grow();
    return true;
  }

  /** Where the cookie is, or the free slot where it belongs. */
  #find(low: number, high: number): number {
    const slots = this.#slots;
    // Cookies are handed out in sequence, and runs of them that met in the table would have to be walked: so they are spread.
    const hash = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> Math.clz32(this.#mask);
    for (let at = hash; ; at = (at + 1) & this.#mask) {
      const slot = 2 * at;
      if (slots[slot] === low && slots[slot + 1] === high) return slot;
      if (slots[slot] === 0 && slots[slot + 1] === 0) return slot;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    this.#mask = this.#slots.length / 2 - 1;
    for (let at = 0; at < old.length; at += 2) {
      const low = old[at] as number;
      const high = old[at + 1] as number;
      if (low === 0 && high === 0) continue;
      const slot = this.#find(low, high);
      this.#slots[slot] = low;
      this.#slots[slot + 1] = high;
    }
  }
}
