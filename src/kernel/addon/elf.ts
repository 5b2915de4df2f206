/** Gives the bytes of a file from an offset on: fewer than wanted where it ends. */
export type ReadBytes = (offset: number, length: number) => Uint8Array;

/** Where fields stand, by class: elf(5), Elf32_Ehdr, Elf64_Ehdr, Elf32_Phdr, Elf64_Phdr. */
interface ElfLayout {
  /** Width of an offset or a size, in bytes. */
  width: 4 | 8;
  headerBytes: number;
  phoff: number;
  phentsize: number;
  phnum: number;
  entryBytes: number;
  offset: number;
  filesz: number;
}

const ELF32: ElfLayout = {
  width: 4,
  headerBytes: 52,
  phoff: 28,
  phentsize: 42,
  phnum: 44,
  entryBytes: 32,
  offset: 4,
  filesz: 16,
};
const ELF64: ElfLayout = {
  width: 8,
  headerBytes: 64,
  phoff: 32,
  phentsize: 54,
  phnum: 56,
  entryBytes: 56,
  offset: 8,
  filesz: 32,
};
/** By the byte EI_CLASS. */
const LAYOUTS: Readonly<Record<number, ElfLayout>> = { 1: ELF32, 2: ELF64 };

/** "\x7fELF" */
const MAGIC = 0x7f454c46;
const EI_CLASS = 4;
const EI_DATA = 5;
const LITTLE_ENDIAN = 1;
const BIG_ENDIAN = 2;
const PT_INTERP = 3;
/** The kernel starts nothing with more than a page of program headers, or a longer path (fs/binfmt_elf.c). */
const MOST_TABLE_BYTES = 64 * 1024;
const PATH_MAX = 4096;

/**
 * The program interpreter that an executable names: the dynamic linker of its C library. Undefined for one that names none, as a static one does, and
 * for what is no whole ELF file.
 */
export function parseInterpreter(readAt: ReadBytes): string | undefined {
  const ident = readAt(0, ELF64.headerBytes);
  const layout = ident.length < ELF32.headerBytes ? undefined : LAYOUTS[ident[EI_CLASS] as number];
  if (!layout || ident.length < layout.headerBytes || viewOf(ident).getUint32(0) !== MAGIC) return undefined;
  const data = ident[EI_DATA];
  if (data !== LITTLE_ENDIAN && data !== BIG_ENDIAN) return undefined;
  const little = data === LITTLE_ENDIAN;
  const header = viewOf(ident);
  const at = offsetIn(header, layout.phoff, layout, little);
  const step = header.getUint16(layout.phentsize, little);
  const count = header.getUint16(layout.phnum, little);
  if (at === undefined || step < layout.entryBytes || step * count > MOST_TABLE_BYTES) return undefined;
  const table = readAt(at, step * count);
  if (table.length < step * count) return undefined;
  for (let entry = 0; entry < table.length; entry += step) {
    const fields = viewOf(table.subarray(entry, entry + layout.entryBytes));
    if (fields.getUint32(0, little) === PT_INTERP) return pathIn(fields, layout, little, readAt);
  }
  return undefined;
}

/** The text of one segment, which ends with a NUL. */
function pathIn(fields: DataView, layout: ElfLayout, little: boolean, readAt: ReadBytes): string | undefined {
  const at = offsetIn(fields, layout.offset, layout, little);
  const length = offsetIn(fields, layout.filesz, layout, little);
  if (at === undefined || length === undefined || length > PATH_MAX) return undefined;
  const text = readAt(at, length);
  const end = text.indexOf(0);
  return text.length < length || end <= 0 ? undefined : Buffer.from(text.subarray(0, end)).toString('latin1');
}

/** Undefined for one beyond what a file can have. */
function offsetIn(view: DataView, at: number, { width }: ElfLayout, little: boolean): number | undefined {
  if (width === 4) return view.getUint32(at, little);
  const value = Number(view.getBigUint64(at, little));
  return Number.isSafeInteger(value) ? value : undefined;
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}
