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
const E_MACHINE = 18;
const PT_LOAD = 1;
const PT_INTERP = 3;
/** The kernel starts nothing with more than a page of program headers, or a longer path (fs/binfmt_elf.c). */
const MOST_TABLE_BYTES = 64 * 1024;
const PATH_MAX = 4096;

/** The program headers of a file, which say what of it is loaded. */
interface ElfFile {
  layout: ElfLayout;
  little: boolean;
  header: DataView;
  /** One for each segment. */
  segments: DataView[];
}

/** Undefined for what is no whole ELF file. */
function readElf(readAt: ReadBytes): ElfFile | undefined {
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
  const segments = Array.from({ length: count }, (_, i) =>
    viewOf(table.subarray(i * step, i * step + layout.entryBytes)),
  );
  return { layout, little, header, segments };
}

/**
 * The program interpreter that an executable names: the dynamic linker of its C library. Undefined for one that names none, as a static one does, and
 * for what is no whole ELF file.
 */
export function parseInterpreter(readAt: ReadBytes): string | undefined {
  const elf = readElf(readAt);
  const segment = elf?.segments.find((fields) => fields.getUint32(0, elf.little) === PT_INTERP);
  return elf && segment && pathIn(segment, elf.layout, elf.little, readAt);
}

/** What a file must have to be loaded into this process. */
export interface LoadedFile {
  /** `EM_*`, `include/uapi/linux/elf-em.h`. */
  machine: number;
  /** Where the last segment ends that is loaded. Whoever runs a file that ends before it is killed by SIGBUS. */
  bytes: number;
}

/** Of a library or a program; undefined for what is no ELF file whose headers are whole. */
export function parseLoadedFile(readAt: ReadBytes): LoadedFile | undefined {
  const elf = readElf(readAt);
  if (!elf) return undefined;
  const { layout, little, header, segments } = elf;
  let bytes = 0;
  for (const fields of segments) {
    if (fields.getUint32(0, little) !== PT_LOAD) continue;
    const at = offsetIn(fields, layout.offset, layout, little) ?? Number.POSITIVE_INFINITY;
    bytes = Math.max(bytes, at + (offsetIn(fields, layout.filesz, layout, little) ?? Number.POSITIVE_INFINITY));
  }
  return { machine: header.getUint16(E_MACHINE, little), bytes };
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
