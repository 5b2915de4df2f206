import type { NextHopRecord } from '../../../index.ts';
import type { LineWriter } from '../../output/line-writer.ts';

/**
 * Writes the name of a next hop's interface. One that came up after the names were read has its index, `none` stands for no
 * interface at all.
 */
export function writeInterface(out: LineWriter, hop: NextHopRecord, none: string): void {
  const { name, nameLength, interfaceIndex } = hop;
  if (nameLength === 0) out.text(interfaceIndex > 0 ? `if${interfaceIndex}` : none);
  else out.copy(name, 0, nameLength);
}
