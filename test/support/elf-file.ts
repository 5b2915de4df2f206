/** What an executable is made with. */
export interface ElfParts {
  bits?: 32 | 64;
  endian?: 'LE' | 'BE';
  /** None: it is static. */
  interpreter?: string | undefined;
  /** Where its text stands: patchelf puts a longer one behind everything. */
  at?: number;
  /** Segments before that of the interpreter. */
  others?: number;
}

const PT_LOAD = 1;
const PT_INTERP = 3;
const TABLE_AT = 64;

/** The headers of an executable, and its interpreter's path: elf(5). */
export function elfFile({ bits = 64, endian = 'LE', interpreter, at, others = 2 }: ElfParts = {}): Uint8Array {
  const little = endian === 'LE';
  const wide = bits === 64;
  const entry = wide ? 56 : 32;
  const count = others + (interpreter === undefined ? 0 : 1);
  const text = Buffer.from(`${interpreter ?? ''}\0`);
  const textAt = at ?? TABLE_AT + entry * count;
  const bytes = new Uint8Array(textAt + text.length);
  const view = new DataView(bytes.buffer);
  const number = (where: number, value: number) =>
    wide ? view.setBigUint64(where, BigInt(value), little) : view.setUint32(where, value, little);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, little ? 1 : 2, 1]);
  number(wide ? 32 : 28, TABLE_AT);
  view.setUint16(wide ? 54 : 42, entry, little);
  view.setUint16(wide ? 56 : 44, count, little);
  for (let index = 0; index < count; index++) {
    const here = TABLE_AT + entry * index;
    view.setUint32(here, index < others ? PT_LOAD : PT_INTERP, little);
    number(here + (wide ? 8 : 4), index < others ? 0 : textAt);
    number(here + (wide ? 32 : 16), index < others ? 4096 : text.length);
  }
  bytes.set(text, textAt);
  return bytes;
}

/** A file of which everything is in memory. */
export function readerOf(bytes: Uint8Array): (offset: number, length: number) => Uint8Array {
  return (offset, length) => bytes.subarray(offset, offset + length);
}
