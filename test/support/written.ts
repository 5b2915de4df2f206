import { LineWriter } from '../../src/cli/output/line-writer.ts';

/** The text of what is written. */
export function written(write: (out: LineWriter) => void, terminal = false): string {
  const parts: Buffer[] = [];
  const out = new LineWriter((bytes) => parts.push(Buffer.from(bytes)), terminal);
  write(out);
  out.flush();
  return Buffer.concat(parts).toString('utf8');
}
