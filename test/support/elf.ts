import { readFileSync } from 'node:fs';

/** What a dynamic loader and a linker find in a shared object (64-bit, little-endian): see elf(5). */
export interface SharedObject {
  machine: 'x64' | 'arm64';
  /** Shared libraries it loads. */
  needed: string[];
  /** Names that others can bind to, and names that it takes from others. */
  exports: string[];
  imports: string[];
  /** Versions it demands of other libraries' symbols, such as GLIBC_2.17. */
  versions: string[];
  /** Where it would look for libraries by itself. */
  searchPaths: string[];
  /** Kinds of segments: see SEGMENTS. */
  segments: string[];
  /** Whether the stacks of its process have to be executable. */
  executableStack: boolean;
  /** Segments that can be written to and executed. */
  writableCode: number;
  /** The largest page size that its segments can be loaded with, in bytes. */
  pageSize: number;
  /** All symbols are bound when it is loaded, so that what is RELRO can be read-only from then on. */
  boundAtOnce: boolean;
  /** It stays in memory when nothing has it open any more. */
  neverUnloaded: boolean;
  /** Its thread-local memory has to be in the block that the process has set aside. */
  staticTls: boolean;
  sections: string[];
}

const MACHINES: Readonly<Record<number, SharedObject['machine']>> = { 62: 'x64', 183: 'arm64' };
const SEGMENTS: Readonly<Record<number, string>> = {
  1: 'LOAD',
  2: 'DYNAMIC',
  3: 'INTERP',
  7: 'TLS',
  1685382481: 'GNU_STACK',
  1685382482: 'GNU_RELRO',
};
const DT = { NEEDED: 1, STRTAB: 5, RPATH: 15, RUNPATH: 29, FLAGS: 30, FLAGS_1: 0x6ffffffb } as const;
const DF_BIND_NOW = 8;
const DF_STATIC_TLS = 16;
const DF_1_NOW = 1;
const DF_1_NODELETE = 8;
const PF_X = 1;
const PF_W = 2;
const SHT = { DYNAMIC: 6, DYNSYM: 11, VERNEED: 0x6ffffffe } as const;

interface Section {
  name: string;
  type: number;
  bytes: Buffer;
  /** The index of the section that has its strings. */
  link: number;
  entries: number;
}

export function readElf(path: string): SharedObject {
  const file = readFileSync(path);
  const machine = MACHINES[file.readUInt16LE(18)];
  if (file.readUInt32BE(0) !== 0x7f454c46 || file.readUInt16LE(4) !== 0x0102 || !machine)
    throw new Error(`${path}: no ELF`);
  const sections = readSections(file);
  const segments = readSegments(file);
  const loads = segments.filter(({ type }) => type === 'LOAD');
  const stack = segments.find(({ type }) => type === 'GNU_STACK');
  return {
    machine,
    ...readDynamic(sections),
    ...readSymbols(sections),
    versions: readVersions(sections),
    segments: segments.map(({ type }) => type),
    executableStack: !stack || (stack.flags & PF_X) !== 0,
    writableCode: segments.filter(({ flags }) => (flags & (PF_W | PF_X)) === (PF_W | PF_X)).length,
    pageSize: Math.min(...loads.map(({ align }) => align)),
    sections: sections.map(({ name }) => name),
  };
}

function readSegments(file: Buffer): { type: string; flags: number; align: number }[] {
  const [start, size, count] = [Number(file.readBigUInt64LE(32)), file.readUInt16LE(54), file.readUInt16LE(56)];
  return Array.from({ length: count }, (_, i) => {
    const at = start + i * size;
    const type = file.readUInt32LE(at);
    return {
      type: SEGMENTS[type] ?? `${type}`,
      flags: file.readUInt32LE(at + 4),
      align: Number(file.readBigUInt64LE(at + 48)),
    };
  });
}

function readSections(file: Buffer): Section[] {
  const [start, size, count] = [Number(file.readBigUInt64LE(40)), file.readUInt16LE(58), file.readUInt16LE(60)];
  const headers = Array.from({ length: count }, (_, i) => file.subarray(start + i * size, start + (i + 1) * size));
  const bytesOf = (header: Buffer) => {
    const from = Number(header.readBigUInt64LE(24));
    return header.readUInt32LE(4) === 8
      ? Buffer.alloc(0)
      : file.subarray(from, from + Number(header.readBigUInt64LE(32)));
  };
  const names = bytesOf(headers[file.readUInt16LE(62)] as Buffer);
  return headers.map((header) => ({
    name: text(names, header.readUInt32LE(0)),
    type: header.readUInt32LE(4),
    bytes: bytesOf(header),
    link: header.readUInt32LE(40),
    entries: header.readUInt32LE(44),
  }));
}

type Dynamic = Pick<SharedObject, 'needed' | 'searchPaths' | 'boundAtOnce' | 'neverUnloaded' | 'staticTls'>;

function readDynamic(sections: Section[]): Dynamic {
  const { bytes, strings } = sectionOf(sections, SHT.DYNAMIC);
  const entries: { tag: number; value: number }[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    entries.push({ tag: Number(bytes.readBigUInt64LE(at)), value: Number(bytes.readBigUInt64LE(at + 8)) });
  }
  const textsOf = (...tags: number[]) =>
    entries.filter(({ tag }) => tags.includes(tag)).map(({ value }) => text(strings, value));
  const flags = entries.find(({ tag }) => tag === DT.FLAGS)?.value ?? 0;
  const flags1 = entries.find(({ tag }) => tag === DT.FLAGS_1)?.value ?? 0;
  return {
    needed: textsOf(DT.NEEDED),
    searchPaths: textsOf(DT.RPATH, DT.RUNPATH),
    boundAtOnce: (flags & DF_BIND_NOW) !== 0 || (flags1 & DF_1_NOW) !== 0,
    neverUnloaded: (flags1 & DF_1_NODELETE) !== 0,
    staticTls: (flags & DF_STATIC_TLS) !== 0,
  };
}

function readSymbols(sections: Section[]): Pick<SharedObject, 'exports' | 'imports'> {
  const { bytes, strings } = sectionOf(sections, SHT.DYNSYM);
  const result: Pick<SharedObject, 'exports' | 'imports'> = { exports: [], imports: [] };
  for (let at = 24; at < bytes.length; at += 24) {
    const undefinedHere = bytes.readUInt16LE(at + 6) === 0;
    result[undefinedHere ? 'imports' : 'exports'].push(text(strings, bytes.readUInt32LE(at)));
  }
  return { exports: result.exports.sort(), imports: result.imports.sort() };
}

function readVersions(sections: Section[]): string[] {
  if (!sections.some(({ type }) => type === SHT.VERNEED)) return [];
  const { bytes, strings, entries } = sectionOf(sections, SHT.VERNEED);
  const versions = new Set<string>();
  for (let file = 0, at = 0; file < entries; file++) {
    let version = at + bytes.readUInt32LE(at + 8);
    for (let i = 0; i < bytes.readUInt16LE(at + 2); i++) {
      versions.add(text(strings, bytes.readUInt32LE(version + 8)));
      version += bytes.readUInt32LE(version + 12);
    }
    at += bytes.readUInt32LE(at + 12);
  }
  return [...versions].sort();
}

function sectionOf(sections: Section[], wanted: number): { bytes: Buffer; strings: Buffer; entries: number } {
  const section = sections.find(({ type }) => type === wanted);
  if (!section) throw new Error(`it has no section of type ${wanted}`);
  return { bytes: section.bytes, strings: (sections[section.link] as Section).bytes, entries: section.entries };
}

function text(strings: Buffer, at: number): string {
  return strings.toString('latin1', at, strings.indexOf(0, at));
}
