import type { LineWriter } from './line-writer.ts';
import { printable } from './printable.ts';

/** Writes a line of Latin-1 text, for listings of few rows. A terminal gets no control character, which names may hold. */
export function writeTextLine(out: LineWriter, terminal: boolean, line: string): void {
  const bytes = Buffer.from(line, 'latin1');
  out.copy(terminal ? printable(bytes) : bytes);
  out.endLine();
}
