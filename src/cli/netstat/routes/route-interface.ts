import type { NextHopRecord } from '../../../index.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import { printable } from '../../output/printable.ts';

/**
 * Writes the name of a next hop's interface. One that came up after the names were read has its index, `none` stands for no
 * interface at all.
 * @param terminal - no control character goes there, and a name may hold any
 */
export function writeInterface(out: LineWriter, hop: NextHopRecord, none: string, terminal: boolean): void {
  const { name, nameLength, interfaceIndex } = hop;
  if (nameLength === 0) out.text(interfaceIndex > 0 ? `if${interfaceIndex}` : none);
  else if (terminal) out.copy(printable(name.subarray(0, nameLength)));
  else out.copy(name, 0, nameLength);
}
