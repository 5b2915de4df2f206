const STREAMS: Readonly<Record<string, number>> = { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2 };
const DESCRIPTOR = /^\/(?:dev|proc\/self)\/fd\/(\d{1,9})$/;

/** The descriptor that a path names, which the command has already; undefined for all other paths. */
export function namedDescriptor(path: string): number | undefined {
  const number = STREAMS[path] ?? DESCRIPTOR.exec(path)?.[1];
  return number === undefined ? undefined : Number(number);
}
