import { AF_UNIX } from '../../uapi/sockets.ts';
import type { Columns } from '../table/columns.ts';
import type { Facts } from './facts.ts';
import { FALSE, fillEach, TRUE, type TruthTest, UNKNOWN_TRUTH } from './truth.ts';

/** The kernel's own names of UNIX sockets are a NUL and five hexadecimal digits. */
const HEX_DIGITS = 5;

/** A port of the range that the kernel chooses from, as ss has it; a UNIX socket without a name, or with one of the kernel's. */
export function autoboundTest({ chosenPorts }: Facts): TruthTest {
  return {
    slow: true,
    fill(table, out, decided) {
      fillEach(table, out, decided, (row) => {
        if (table.family[row] === AF_UNIX) return hasKernelsName(table, row) ? TRUE : FALSE;
        if (!chosenPorts) return UNKNOWN_TRUTH;
        const port = table.localPort[row] as number;
        return port >= chosenPorts.low && port <= chosenPorts.high ? TRUE : FALSE;
      });
    },
  };
}

function hasKernelsName({ unix }: Columns, row: number): boolean {
  if (!unix) return true;
  const start = unix.path.start(row);
  const length = (unix.path.ends[row] as number) - start;
  if (length === 0) return true;
  if (length !== 1 + HEX_DIGITS || unix.path.bytes[start] !== 0) return false;
  for (let at = start + 1; at < start + length; at++) if (!isHexDigit(unix.path.bytes[at] as number)) return false;
  return true;
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
}
