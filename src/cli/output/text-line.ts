import type { LineWriter } from './line-writer.ts';

/** Writes a line of Latin-1 text, for listings of few rows. */
export function writeTextLine(out: LineWriter, line: string): void {
  out.text(line);
  out.endLine();
}
