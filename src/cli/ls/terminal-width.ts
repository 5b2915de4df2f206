import { isTerminal } from '../output/device.ts';
import { STDOUT } from '../output/stdout.ts';

/** Of a pipe or a file, or of a terminal that does not know it, undefined. */
export function terminalWidth(): number | undefined {
  if (!isTerminal(STDOUT)) return undefined;
  return process.stdout.columns || Number(process.env.COLUMNS) || undefined;
}
