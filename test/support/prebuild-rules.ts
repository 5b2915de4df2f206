import { readFileSync } from 'node:fs';
import { readElf, type SharedObject } from './elf.ts';

export interface Rules {
  machine: SharedObject['machine'];
  libc: 'glibc' | 'musl';
}

const EXPORTS = ['napi_register_module_v1', 'node_api_module_get_api_version_v1'];
/** musl takes every name that begins with libc. for itself, libc.musl-x86_64.so.1 among them. */
const LIBRARIES = { glibc: /^lib(c|m|dl|pthread)\.so\.[26]$|^libpthread\.so\.0$/, musl: /^libc\.so$/ };
const NEWEST_GLIBC = 17;
/** The C library's own, by C++ names. */
const OF_LIBC = ['__cxa_atexit', '__cxa_finalize', '__cxa_thread_atexit_impl'];
const KIB = 1024;
/** arm64 kernels have pages of up to 64 KiB. */
const PAGE_SIZE = { x64: 4 * KIB, arm64: 64 * KIB };
/** Where sources lie when something is built. What is read at run time lies in /proc and /sys. */
const BUILD_PATH = /\/(?:home|root|tmp|usr|opt|work|build|builds|var|mnt)\/|node_modules|\.(?:cc|cpp|hpp?)\b/;

/** What is wrong with an addon that has to load on any machine of its kind: a line each. */
export function brokenRules(path: string, { machine, libc }: Rules): string[] {
  const elf = readElf(path);
  const bytes = readFileSync(path);
  const checks: readonly [broken: boolean, line: string][] = [
    [elf.machine !== machine, `is for ${elf.machine}`],
    [`${elf.exports}` !== `${EXPORTS}`, `exports ${elf.exports.filter((name) => !EXPORTS.includes(name)).length} more`],
    [elf.searchPaths.length > 0, `looks for libraries in ${elf.searchPaths}`],
    [elf.executableStack || elf.writableCode > 0, 'has memory that is written to and executed'],
    [!elf.segments.includes('GNU_RELRO') || !elf.boundAtOnce, 'stays writable where it is relocated'],
    [!elf.neverUnloaded, 'is unloaded before the threads that it leaves destructors in'],
    [elf.staticTls || elf.segments.includes('TLS'), 'has thread-local memory of its own'],
    [elf.pageSize !== PAGE_SIZE[machine], `is laid out for pages of ${elf.pageSize} bytes`],
    [elf.sections.some((name) => /^\.(symtab|debug)/.test(name)), 'is not stripped'],
    [bytes.length < 200 * KIB || bytes.length > 600 * KIB, `has ${bytes.length} bytes`],
  ];
  return [
    ...checks.filter(([broken]) => broken).map(([, line]) => line),
    ...elf.needed.filter((name) => !LIBRARIES[libc].test(name)).map((name) => `needs ${name}`),
    ...elf.versions.filter((version) => !isOld(version)).map((version) => `needs ${version}`),
    ...elf.imports.filter(isOfCxx).map((name) => `imports ${name}`),
    ...stringsIn(bytes)
      .filter((text) => BUILD_PATH.test(text))
      .map((text) => `names ${text}`),
  ];
}

function isOld(version: string): boolean {
  const minor = /^GLIBC_2\.(\d+)(?:\.\d+)?$/.exec(version)?.[1];
  return minor !== undefined && Number(minor) <= NEWEST_GLIBC;
}

function isOfCxx(name: string): boolean {
  return /^(_Z|__cxa_|__gxx_|_Unwind_)/.test(name) && !OF_LIBC.includes(name);
}

/** Runs of at least six printable characters, as strings(1) finds them. */
function stringsIn(bytes: Buffer): string[] {
  return bytes.toString('latin1').match(/[\x20-\x7e]{6,}/g) ?? [];
}
