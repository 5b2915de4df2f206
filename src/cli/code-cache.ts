/**
 * What V8 made of a part of the command in an earlier run, in a file that says for what it was made: V8 takes a cache for its own when the
 * length of the source is right, and runs whatever damaged or foreign code is in it.
 *
 *     a line: which Node, V8 and processor; the source; the compiled code; the compiled code again
 *
 * That both copies are the same shows that neither is damaged. To compare them takes a quarter of the time of a checksum, for which a module
 * would have to be loaded.
 */
const ALIGNMENT = 8;

/** Who can use it. Of V8's options V8 itself says whether they are the same. */
const MAKER = ['sockdiag', process.version, process.versions.v8, process.arch, process.platform].join(' ');
const LINE = Buffer.from(`${MAKER.padEnd(Math.ceil((MAKER.length + 1) / ALIGNMENT) * ALIGNMENT - 1)}\n`);

export function sealCode(source: Uint8Array, compiled: Uint8Array): Uint8Array {
  return Buffer.concat([LINE, source, compiled, compiled]);
}

/** The compiled code of such a file; undefined where it is not certainly that of this source, for this V8, and whole. */
export function unsealCode(file: Buffer, source: Uint8Array): Buffer | undefined {
  const begin = LINE.length + source.length;
  const length = (file.length - begin) / 2;
  if (!(length > 0) || !Number.isInteger(length)) return undefined;
  const compiled = file.subarray(begin, begin + length);
  const isOurs =
    LINE.equals(file.subarray(0, LINE.length)) &&
    file.subarray(LINE.length, begin).equals(source) &&
    compiled.equals(file.subarray(begin + length));
  return isOurs ? compiled : undefined;
}
