import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NetUnixParser } from '../../../src/sockets/procfs/net-unix.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';

const HEADING = 'Num       RefCount Protocol Flags    Type St Inode Path\n';
const row = (inode: number, path: string) =>
  `0000000000000000: 00000002 00000000 00010000 0001 01     ${inode} ${path}\n`;

describe('a line of /proc/net/unix', () => {
  it('whose name ends where the file does, within a line, is counted: the name may be the begin of another', () => {
    const incomplete = (text: string) => {
      const parser = new NetUnixParser(Buffer.from(HEADING + text, 'latin1'), 0xfff);
      parser.fill(new SocketTable(10, newReport(), { unix: true }));
      return parser.incomplete;
    };
    assert.equal(incomplete(row(5, '/run/x')), 0);
    assert.equal(incomplete(row(5, '/run/x').trimEnd()), 1);
    assert.equal(incomplete(`${row(5, '/run/x')}rest`), 1);
    assert.equal(incomplete(`${row(5, '/run/x')}rest\n`), 0);
  });
});
