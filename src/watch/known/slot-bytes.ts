/** Cells are multiples of so many bytes, which are also what an address counts. */
const GRAIN = 32;
const PAGE_BYTES = 256 * 1024;
const NONE = 0xffffffff;

/**
 * Bytes by slot: of each slot none, or some, which can be set anew and dropped at any time. They lie in pages, in cells of
 * multiples of 32 bytes; a cell that is free serves the next value of its size. No object per slot.
 */
export class SlotBytes {
  readonly #pages: Uint8Array[] = [];
  /** Where each slot's cell is, in grains; NONE for none. */
  #cells = new Uint32Array(0);
  #lengths = new Uint16Array(0);
  /** Free cells by their size in grains. */
  readonly #free: number[][] = [];
  #used = PAGE_BYTES;

  /** Sets a slot's bytes to `source[start, end)`, at most 65,535. */
  set(slot: number, source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#grains(slot) !== grains(length)) {
      this.clear(slot);
      this.#reserve(slot);
      this.#cells[slot] = length === 0 ? NONE : this.#take(grains(length));
    }
    this.#lengths[slot] = length;
    if (length > 0) this.#cell(slot).set(source.subarray(start, end));
  }

  /** The bytes of a slot: a view that is valid until the slot is set or cleared. */
  at(slot: number): Uint8Array {
    const length = this.length(slot);
    return length === 0 ? EMPTY : this.#cell(slot).subarray(0, length);
  }

  length(slot: number): number {
    return slot < this.#lengths.length ? (this.#lengths[slot] as number) : 0;
  }

  clear(slot: number): void {
    const size = this.#grains(slot);
    if (size === 0) return;
    const list = this.#free[size] ?? [];
    this.#free[size] = list;
    list.push(this.#cells[slot] as number);
    this.#cells[slot] = NONE;
    this.#lengths[slot] = 0;
  }

  #grains(slot: number): number {
    return grains(this.length(slot));
  }

  #cell(slot: number): Uint8Array {
    const at = (this.#cells[slot] as number) * GRAIN;
    const within = at % PAGE_BYTES;
    return (this.#pages[(at - within) / PAGE_BYTES] as Uint8Array).subarray(
      within,
      within + this.#grains(slot) * GRAIN,
    );
  }

  #take(size: number): number {
    const free = this.#free[size]?.pop();
    if (free !== undefined) return free;
    if (this.#used + size * GRAIN > PAGE_BYTES) {
      this.#pages.push(new Uint8Array(PAGE_BYTES));
      this.#used = 0;
    }
    const at = (this.#pages.length - 1) * PAGE_BYTES + this.#used;
    this.#used += size * GRAIN;
    return at / GRAIN;
  }

  #reserve(slot: number): void {
    if (slot < this.#cells.length) return;
    const capacity = Math.max(slot + 1, 2 * this.#cells.length, 1024);
    const cells = new Uint32Array(capacity).fill(NONE);
    const lengths = new Uint16Array(capacity);
    cells.set(this.#cells);
    lengths.set(this.#lengths);
    this.#cells = cells;
    this.#lengths = lengths;
  }
}

const EMPTY = new Uint8Array(0);
const grains = (length: number) => Math.ceil(length / GRAIN);
