import { parseInterpreter, parseLoadedFile } from '../../src/kernel/addon/elf.ts';
import { libcOfInterpreter } from '../../src/kernel/addon/libc.ts';
import { elfFile, readerOf } from '../../test/support/elf-file.ts';
import { mutator, setNumber } from '../mutators/bytes.ts';
import type { Target } from '../target.ts';

const GLIBC = '/lib64/ld-linux-x86-64.so.2';
const MUSL = '/lib/ld-musl-x86_64.so.1';

/** The least and the most that the kernel takes: a table of 64 KiB, a path of a page. */
const MOST_READ = 64 * 1024;

/** Fields of the headers: phoff, phentsize, phnum of both classes, and what is in the first entries. */
const FIELDS = [28, 32, 36, 42, 44, 54, 56, ...Array.from({ length: 50 }, (_, index) => 64 + 4 * index)];
const NUMBERS = [0, 1, 3, 32, 52, 56, 64, 0x1000, 0xffff, 0x10000, 0x7fffffff, 0xffffffff];

const interpreters: Target = {
  name: 'programs/elf',
  seeds: () => [
    ...([32, 64] as const).flatMap((bits) =>
      (['LE', 'BE'] as const).map((endian) => elfFile({ bits, endian, interpreter: GLIBC })),
    ),
    elfFile({ interpreter: MUSL, at: 3000, others: 11 }),
    elfFile(),
  ],
  mutate: mutator([
    (input, random) => {
      const bytes = input.slice();
      setNumber(bytes, random.one(FIELDS), random.one([2, 4] as const), random.one(NUMBERS));
      return bytes;
    },
    (input, random) => {
      const bytes = input.slice();
      if (bytes.length > 5) bytes[random.one([4, 5])] = random.below(4);
      return bytes;
    },
  ]),
  run: (input) => {
    const read: number[] = [];
    const reader = readerOf(input);
    const path = parseInterpreter((offset, length) => {
      read.push(offset, length);
      return reader(offset, length);
    });
    const loaded = parseLoadedFile(reader);
    return {
      value: {
        loaded: loaded ? [loaded.machine, `${loaded.bytes}`] : null,
        path: path ?? null,
        libc: libcOfInterpreter(path) ?? null,
      },
      disagreement: () => {
        const odd = read.find(
          (number, index) => !Number.isSafeInteger(number) || (index % 2 === 1 && number > MOST_READ),
        );
        if (odd !== undefined) return `reads at or of ${odd}`;
        if (loaded && !(loaded.bytes >= 0)) return `${loaded.bytes} bytes are loaded`;
        if (path !== undefined && !loaded) return 'an interpreter of no file';
        if (path === undefined) return undefined;
        return Buffer.from(input).includes(`${path}\0`, 0, 'latin1') ? undefined : `a path that is not in it: ${path}`;
      },
    };
  },
};

/** What tells of a program on the disk. */
export const PROGRAMS: readonly Target[] = [interpreters];
