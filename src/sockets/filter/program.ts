/** A place in a program that jumps may lead to. */
export type Label = number;

const JMP = 1;
const OP = 4;
const COMPARISON = 2 * OP;
const TAKEN = 0;
const REFUSED = 1;

/**
 * The program the kernel runs on each socket of a dump, `struct inet_diag_bc_op` in `include/uapi/linux/inet_diag.h`: a code,
 * the bytes to go on by when it holds (u8) and when it does not (u16), then what it compares with. A program that ends exactly at its end
 * takes the socket, one that goes 4 bytes beyond it does not.
 *
 * The kernel takes no jump backwards and none into the middle of an operation, and it finds out where operations begin by
 * following what each does when it holds: so that is always the next one.
 */
export class Program {
  /** Where to go with a socket that is wanted, and with one that is not. */
  readonly taken: Label = TAKEN;
  readonly refused: Label = REFUSED;
  /** Half words. */
  readonly #code: number[] = [];
  /** The half word of each jump, and where it leads. */
  readonly #jumps: [at: number, label: Label][] = [];
  /** In bytes. */
  readonly #places: number[] = [0, 0];

  /** A new one, not yet placed. */
  label(): Label {
    return this.#places.push(0) - 1;
  }

  /** It is here. */
  place(label: Label): void {
    this.#places[label] = this.#at;
  }

  compare(code: number, port: number, otherwise: Label): void {
    this.#operation(code, COMPARISON, otherwise);
    this.#code.push(0, port);
  }

  operation(code: number, words: Uint32Array, otherwise: Label): void {
    this.#operation(code, OP + words.byteLength, otherwise);
    this.#code.push(...new Uint16Array(words.buffer));
  }

  /** The kernel's jump never holds. */
  jump(to: Label): void {
    this.#operation(JMP, OP, to);
  }

  finish(): Uint8Array {
    this.#places[TAKEN] = this.#at;
    this.#places[REFUSED] = this.#at + OP;
    for (const [at, label] of this.#jumps) {
      // Of the operation that the half word is the second one of.
      this.#code[at] = (this.#places[label] as number) - 2 * (at - 1);
    }
    return new Uint8Array(Uint16Array.from(this.#code).buffer);
  }

  get #at(): number {
    return 2 * this.#code.length;
  }

  #operation(code: number, length: number, otherwise: Label): void {
    this.#code.push(new Uint16Array(Uint8Array.of(code, length).buffer)[0] as number, 0);
    this.#jumps.push([this.#code.length - 1, otherwise]);
  }
}
