import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { decodeReply, replyDecoder } from '../../../src/sockets/netlink/reply-decoder.ts';
import { joinOwners } from '../../../src/sockets/owners/owners.ts';
import { keepRows } from '../../../src/sockets/table/keep-rows.ts';
import { OwnerIndex } from '../../../src/sockets/table/owner-index.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import type { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import type { TableOptions } from '../../../src/sockets/table/table-options.ts';
import { AF_INET, AF_INET6, AF_UNIX, PROTOCOL_NUMBERS } from '../../../src/uapi/sockets.ts';
import { fixture, randomNumbers } from '../../support/fixtures.ts';
import { concat } from '../../support/nlmsg.ts';
import { diagMessages, randomSockets } from '../../support/sctp-world.ts';

const { tcp } = PROTOCOL_NUMBERS;

function recorded(file: string, family: number, protocol: number, groups: TableOptions = {}): SocketTable {
  const reply = ReplyBytes.from(fixture(`netlink/${file}.bin`));
  return decodeReply(reply, { family, protocol, states: 0xfff, ...groups }, newReport());
}

const TABLES: Record<string, () => SocketTable> = {
  'inet sockets': () => recorded('tcp', AF_INET, tcp),
  'sockets with tcp_info': () => recorded('tcp_info', AF_INET, tcp, { tcpInfo: true }),
  'sockets with memory': () => recorded('tcp6_memory', AF_INET6, tcp, { memory: true }),
  'UNIX sockets with memory': () => recorded('unix_memory', AF_UNIX, 0, { memory: true }),
  'endpoints and associations of SCTP': () => {
    const sockets = randomSockets(randomNumbers(7), 30);
    const request = { family: AF_INET, protocol: PROTOCOL_NUMBERS.sctp, states: 0xfff };
    return replyDecoder(request, newReport())(ReplyBytes.from(concat(...diagMessages(sockets, AF_INET))));
  },
  'sockets with owners': () => {
    const table = recorded('tcp', AF_INET, tcp);
    const triples = [...table.inode].flatMap((inode, row) => (inode ? [inode, 1000 + row, 3] : []));
    return joinOwners(table, new OwnerIndex(Uint32Array.from(triples), new Map()));
  },
};

describe('keepRows', () => {
  for (const [what, make] of Object.entries(TABLES)) {
    const random = randomNumbers(what.length);
    const chosen = Array.from({ length: make().length }, () => random(3) === 0);
    for (const [which, wanted] of [
      ['all', () => true],
      ['none', () => false],
      ['the first', (row) => row === 0],
      ['the last', (row) => row === make().length - 1],
      ['every second', (row) => row % 2 === 1],
      ['some', (row) => chosen[row] === true],
    ] as [string, (row: number) => boolean][]) {
      it(`keeps ${which} of ${what}, with every column, in their order`, () => {
        const table = make();
        const before = table.toJSON();
        const bytes = [...table].map(({ pathBytes }) => pathBytes && [...pathBytes]);
        const info = Array.from({ length: table.length }, (_, row) => table.tcpInfo?.at(row).slice());
        assert.ok(before.length > 3);
        keepRows(table, wanted);
        assert.deepEqual(
          table.toJSON(),
          before.filter((_, row) => wanted(row)),
        );
        assert.deepEqual(
          [...table].map(({ pathBytes }) => pathBytes && [...pathBytes]),
          bytes.filter((_, row) => wanted(row)),
        );
        assert.deepEqual(
          Array.from({ length: table.length }, (_, row) => table.tcpInfo?.at(row)),
          info.filter((_, row) => wanted(row)),
        );
      });
    }
  }

  it('asks for each row once, before anything of it is moved', () => {
    const table = recorded('tcp', AF_INET, tcp);
    const inodes = [...table.inode.subarray(0, table.length)];
    const asked: number[] = [];
    keepRows(table, (row) => asked.push(table.inode[row] as number) % 3 === 0);
    assert.deepEqual(asked, inodes);
  });
});
