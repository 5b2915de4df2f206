import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSocketJSON } from '../../../src/sockets/table/from-json.ts';
import { PlainTable } from '../../../src/sockets/table/plain-table.ts';
import type { Socket } from '../../../src/sockets/table/socket.ts';
import type { SocketJSON } from '../../../src/sockets/table/socket-json.ts';
import { Random, randomTable } from '../../support/random-sockets.ts';

const ROWS = 20;
const TABLES = 200;

/** What a table of these sockets, as JSON text, is; rows that cannot be together are in tables of their own. */
function tablesOf(text: string): Socket[] {
  const tables = [new PlainTable()];
  for (const socket of JSON.parse(text)) {
    assert.ok(isSocketJSON(socket), JSON.stringify(socket));
    if (!tables.at(-1)?.takes(socket)) tables.push(new PlainTable());
    tables.at(-1)?.add(socket);
  }
  return tables.flatMap((table) => [...table.build()]);
}

describe('PlainTable', () => {
  it('makes of what a table is in JSON one that is the same in JSON, whatever its fields hold', () => {
    const random = new Random(1);
    for (let i = 0; i < TABLES; i++) {
      const sockets = [...randomTable(random, ROWS)];
      for (const [row, socket] of tablesOf(JSON.stringify(sockets)).entries()) {
        assert.equal(JSON.stringify(socket), JSON.stringify(sockets[row]));
      }
    }
  });

  it('has rows whose every getter gives the same as well', () => {
    const random = new Random(2);
    for (let i = 0; i < TABLES; i++) {
      const table = randomTable(random, ROWS);
      for (const [row, socket] of tablesOf(JSON.stringify(table)).entries()) {
        const own = table.at(row) as Socket;
        for (const name of Object.keys(socket.toJSON()) as (keyof SocketJSON)[]) {
          if (name === 'tcpInfo') assert.equal(JSON.stringify(socket.tcpInfo), JSON.stringify(own.tcpInfo));
          else assert.deepEqual(socket[name], own[name], name);
        }
      }
    }
  });

  it('has no columns that no row has anything for', () => {
    const tables = new PlainTable();
    tables.add(
      JSON.parse(JSON.stringify(randomTable(new Random(3), 400)))
        .map(({ owners, mark, memory, tcpInfo, ...rest }: SocketJSON) => rest)
        .find(({ protocol }: SocketJSON) => protocol === 'udp'),
    );
    const { length, unix, sctp, tcpInfo, memory, mark, owners } = tables.build();
    assert.deepEqual([length, unix, sctp, tcpInfo, memory, mark, owners], [1, ...Array(6).fill(undefined)]);
  });

  it('takes no row of other owners, of another name of a process, or of other fields that were asked for', () => {
    const owner = { pid: 1, fd: 2, name: 'a', comm: 'a' };
    const [tcp] = JSON.parse(
      JSON.stringify([...randomTable(new Random(4), 400)].filter(({ protocol }) => protocol === 'tcp')),
    );
    const { owners: _, mark: __, ...socket } = tcp;
    const unix = { ...socket, family: 'unix', protocol: 'unix' };
    const takes = (first: SocketJSON, ...others: SocketJSON[]) => {
      const table = new PlainTable();
      table.add(first);
      return others.map((other) => table.takes(other));
    };
    const owned = { ...socket, owners: [owner] };
    const renamed = { ...socket, owners: [{ ...owner, comm: 'b' }] };
    assert.deepEqual(takes(socket, socket, owned, unix, { ...socket, mark: null }), [true, false, true, false]);
    assert.deepEqual(takes(owned, owned, renamed, socket, { ...socket, owners: [] }), [true, false, false, true]);
    assert.deepEqual(takes({ ...socket, mark: 1 }, { ...socket, mark: null }, socket, unix), [true, false, true]);
  });
});
