import type { NetInetFile } from '../../src/sockets/procfs/inet-row.ts';
import { countLines, parseNetInet } from '../../src/sockets/procfs/net-inet.ts';
import { parseNetSctp, type SctpFile } from '../../src/sockets/procfs/net-sctp.ts';
import { NetUnixParser } from '../../src/sockets/procfs/net-unix.ts';
import { SeenAssociations } from '../../src/sockets/procfs/seen-associations.ts';
import { SeenSockets } from '../../src/sockets/procfs/seen-sockets.ts';
import type { SocketJSON } from '../../src/sockets/table/socket-json.ts';
import type { SocketTable } from '../../src/sockets/table/socket-table.ts';
import { AF_INET, AF_INET6, PROTOCOL_NUMBERS, type Protocol } from '../../src/uapi/sockets.ts';
import { fixtures, texts } from '../corpus.ts';
import { textLines } from '../mutators/lines.ts';
import { difference, shown } from '../oracles/difference.ts';
import type { Target } from '../target.ts';
import { countOf, filledLines, isNumber, linesOf } from './text-lines.ts';
import { usedTable } from './used-table.ts';

const EVERY_STATE = 0xffffffff;
const NEWLINE = 0x0a;
/** What names the columns, and looks like no row besides. */
const isHeading = (line: string) => !/^ *[\da-f]+: *[\da-f]/i.test(line) && /local_address|^Num |LADDRS/.test(line);
/** A line as the kernel prints it, whatever the width of its numbers. */
const B = '[ \\t]+';
const INET_LINE = new RegExp(
  `^ *\\d+: [\\dA-F]{8,32}:([\\dA-F]{4}) [\\dA-F]{8,32}:([\\dA-F]{4}) [\\dA-F]{2} ([\\dA-F]+):([\\dA-F]+) [\\dA-F]{2}:[\\dA-F]+ ([\\dA-F]+)${B}(-?\\d+)${B}(\\d+)${B}(\\d+) `,
);

/** Whether the row can have come from the line. */
function fitsInet(row: SocketJSON, line: RegExpExecArray): boolean {
  const [, localPort, remotePort, sendQ, recvQ, retransmits, uid, probes, inode] = line as unknown as string[];
  return (
    row.localPort === Number.parseInt(localPort as string, 16) &&
    row.remotePort === Number.parseInt(remotePort as string, 16) &&
    isNumber(row.sendQ, sendQ as string, 16) &&
    isNumber(row.recvQ, recvQ as string, 16) &&
    isNumber(row.retransmits, retransmits as string, 16) &&
    isNumber(row.uid, uid as string, 10) &&
    isNumber(row.probes, probes as string, 10) &&
    isNumber(row.inode, inode as string, 10)
  );
}

/** Rows that fit no line, where every line that the kernel could not have printed may be one of them. */
function strangers(
  rows: readonly SocketJSON[],
  input: Uint8Array,
  pattern: RegExp,
  fits: typeof fitsInet,
): string | undefined {
  const lines = filledLines(input).filter((line) => !isHeading(line));
  const known = lines.map((line) => pattern.exec(line)).filter((line) => line !== null);
  const odd = lines.length - known.length;
  const strange = rows.filter((row) => !known.some((line) => fits(row, line)));
  return strange.length > odd ? `a row that no line says: ${shown(strange.at(-1))}` : undefined;
}

/** The rows of the lines one by one: a file is read in chunks of whole lines, of which the last alone may lack its end. */
function inPieces(input: Uint8Array, request: NetInetFile): SocketJSON[] {
  const seen = new SeenSockets();
  const lines = linesOf(input);
  return lines.flatMap((line, at) => {
    const table = usedTable(1, 0, {});
    const end = at < lines.length - 1 || input.at(-1) === NEWLINE ? '\n' : '';
    parseNetInet(Buffer.from(line + end, 'latin1'), request, table, seen);
    return table.toJSON();
  });
}

function inet(protocol: Protocol, family: number): Target {
  const file = family === AF_INET6 ? `${protocol}6` : protocol;
  return {
    name: `proc/${file}`,
    seeds: () => fixtures(`proc/net/${file}`).map((bytes) => bytes.subarray(0, 1500)),
    mutate: textLines,
    // A damaged row with the words of a heading may be either.
    lines: (input) => {
      const lines = filledLines(input).filter((line) => !isHeading(line));
      return [lines.filter((line) => !line.includes('local_address')).length, lines.length];
    },
    run: (input, fill) => {
      const table = usedTable(countLines(input), fill, { tcpInfo: protocol === 'tcp' });
      const request = { family, protocol: PROTOCOL_NUMBERS[protocol], states: EVERY_STATE };
      const { malformed, duplicates } = parseNetInet(input, request, table, new SeenSockets());
      const rows = table.toJSON();
      return {
        value: { rows, malformed, duplicates },
        lines: { rows: rows.length, counted: malformed + duplicates },
        disagreement: () => strangers(rows, input, INET_LINE, fitsInet) ?? difference(rows, inPieces(input, request)),
      };
    },
  };
}

const UNIX_LINE = /^[\da-f]+: ([\da-f]{8,}) 0{8} [\da-f]{8} [\da-f]{4} [\da-f]{2} +(\d+)(?: (.*))?$/i;

/** UNIX_PATH_MAX: no name has more bytes, nor a NUL that the kernel would print. */
const MOST_NAME = 108;

function wrongName(tables: readonly SocketTable[]): string | undefined {
  for (const { unix, length } of tables) {
    for (let row = 0; row < length; row++) {
      const name = unix?.path.at(row) ?? new Uint8Array(0);
      if (name.length > MOST_NAME) return `a name of more than ${MOST_NAME} bytes`;
      if (name.subarray(1).includes(0)) return 'a name with a NUL in it';
    }
  }
  return undefined;
}

/** The rows, as many at a time as a table has room for. */
function unixTables(input: Uint8Array, room: number, fill: number) {
  const parser = new NetUnixParser(input, EVERY_STATE);
  const tables: SocketTable[] = [];
  for (let more = true; more; ) {
    const table = usedTable(room, fill, { unix: true });
    more = parser.fill(table);
    tables.push(table);
  }
  return { tables, malformed: parser.malformed, duplicates: countOf(parser, 'duplicates') };
}

function fitsUnix(row: SocketJSON, line: RegExpExecArray): boolean {
  const [, refCount, inode] = line as unknown as string[];
  return isNumber(row.refCount, refCount as string, 16) && isNumber(row.inode, inode as string, 10);
}

/** Lines in the rows of UNIX sockets: each row's own, and one for each newline in its name. */
function unixLines(tables: readonly SocketTable[]): number {
  return tables.reduce((sum, table) => {
    const path = table.unix?.path;
    const names = path ? path.bytes.subarray(0, path.used(table.length)) : new Uint8Array(0);
    return sum + table.length + names.filter((byte) => byte === NEWLINE).length;
  }, 0);
}

/** Up to the inode. */
const UNIX_ROW = /^[ \t]*[\da-f]+[ \t]*:(?:[ \t]*[\da-f]+(?![\da-f])){5}[ \t]*(-?\d+)/i;

/** Lines that can be the rest of a name whose row was dropped as a double: they go with it. At most those behind such rows. */
function restOfDoubles(input: Uint8Array): number {
  const seen = new Set<string>();
  let rest = 0;
  let behindDouble = false;
  for (const line of linesOf(input)) {
    const inode = UNIX_ROW.exec(line)?.[1];
    if (inode === undefined) {
      if (behindDouble) rest++;
      continue;
    }
    behindDouble = seen.has(inode);
    seen.add(inode);
  }
  return rest;
}

const unix: Target = {
  name: 'proc/unix',
  seeds: () => [
    ...fixtures('proc/net/unix', 'broken/unix_name_with_newline', 'broken/unix_forged_row').map((bytes) =>
      bytes.subarray(0, 1200),
    ),
    ...texts(
      'Num       RefCount Protocol Flags    Type St Inode Path\n' +
        '0000000000000000: 00000002 00000000 00010000 0001 01 11 @/tmp/dbus-AAAA\n' +
        '0000000000000000: 00000002 00000000 00010000 0001 01 12   lead\n' +
        '0000000000000000: 00000003 00000000 00000000 0001 03 13\n',
    ),
  ],
  mutate: textLines,
  lines: (input) => {
    const lines = linesOf(input);
    const least = lines.length - (lines[0]?.startsWith('Num ') ? 1 : 0);
    // A row whose name is cut may be counted too: for what was cut.
    return [least, least + lines.filter((line) => line.includes('\0') || line.length > MOST_NAME).length];
  },
  run: (input, fill) => {
    const { tables, malformed, duplicates } = unixTables(input, 16, fill);
    const rows = tables.flatMap((table) => table.toJSON());
    return {
      value: { rows, malformed, duplicates },
      lines: {
        rows: unixLines(tables),
        counted: malformed + duplicates,
        dropped: duplicates > 0 ? restOfDoubles(input) : 0,
      },
      disagreement: () =>
        wrongName(tables) ??
        strangers(rows, input, UNIX_LINE, fitsUnix) ??
        difference(
          rows,
          unixTables(input, countLines(input), fill).tables.flatMap((table) => table.toJSON()),
        ),
    };
  },
};

function sctp(file: SctpFile, ...seeds: readonly string[]): Target {
  return {
    name: `proc/sctp-${file}`,
    seeds: () => fixtures(...seeds),
    mutate: textLines,
    // As of inet.
    lines: (input) => {
      const lines = linesOf(input);
      return [lines.filter((line) => !line.includes('LADDRS')).length, lines.length];
    },
    run: (input, fill) => {
      const table = usedTable(countLines(input), fill, { sctp: true });
      const { malformed, duplicates } = parseNetSctp(
        input,
        file,
        { states: EVERY_STATE },
        table,
        new SeenAssociations(),
      );
      const rows = table.toJSON();
      return {
        value: { rows, malformed, duplicates },
        lines: { rows: rows.length, counted: malformed + duplicates },
      };
    },
  };
}

const FILES = ['tcp', 'udp', 'udplite', 'raw', 'icmp'] as const;

export const PROC_SOCKETS: readonly Target[] = [
  ...FILES.flatMap((protocol) => [inet(protocol, AF_INET), inet(protocol, AF_INET6)]),
  unix,
  sctp('eps', 'proc/net/sctp/eps', 'broken/sctp_eps_bogus_field'),
  sctp('assocs', 'proc/net/sctp/assocs', 'proc/net/sctp/assocs_old_kernel'),
];
