import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { walkMessages } from '../../../src/kernel/netlink/message.ts';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { NullEntries } from '../../../src/routes/netlink/null-entries.ts';
import { batchWithNullEntries } from '../../../src/routes/netlink/routes.ts';
import { isNullEntry, RouteRecord } from '../../../src/routes/route-record.ts';
import { AF_INET6 } from '../../../src/uapi/sockets.ts';
import { attribute, concat, message, u32 } from '../../support/nlmsg.ts';

/** A table and a prefix length each. */
type Made = [table: number, prefixLength: number, sourceLength?: number];

function before(entries: NullEntries, [table, prefixLength, sourceLength = 0]: Made): readonly number[] {
  const record = new RouteRecord();
  record.clear(AF_INET6);
  Object.assign(record, { table, prefixLength, sourcePrefixLength: sourceLength });
  return entries.before(record);
}

/** The tables of the entries and of the routes, in order; those of entries are negative. */
function walk(known: readonly number[], routes: readonly Made[]): number[] {
  const entries = new NullEntries(known);
  const order = routes.flatMap((route) => [...before(entries, route).map((table) => -table), route[0]]);
  return [...order, ...entries.rest().map((table) => -table)];
}

describe('the entries at the roots of tables', () => {
  it('stand behind the routes of each table without a default route', () => {
    assert.deepEqual(
      walk(
        [],
        [
          [7, 64],
          [7, 48],
          [254, 64],
          [254, 0],
          [255, 128],
        ],
      ),
      [7, 7, -7, 254, 254, 255, -255],
    );
  });

  it('stand there too where the default route is only for some sources', () => {
    assert.deepEqual(
      walk(
        [],
        [
          [7, 0, 16],
          [8, 0],
        ],
      ),
      [7, -7, 8],
    );
  });

  it('of tables without routes stand by the last byte of their number', () => {
    assert.deepEqual(
      walk(
        [255, 254, 1000, 3],
        [
          [7, 64],
          [254, 64],
        ],
      ),
      [-3, 7, -7, -1000, 254, -254, -255],
    );
    assert.deepEqual(walk([255, 254], []), [-254, -255]);
  });

  it('come once for a table that is known and has routes, beside others with its last byte', () => {
    assert.deepEqual(
      walk(
        [7, 263],
        [
          [263, 64],
          [7, 64],
          [8, 64],
        ],
      ),
      [263, -263, 7, -7, 8, -8],
    );
    assert.deepEqual(
      walk(
        [7, 263],
        [
          [263, 64],
          [8, 64],
        ],
      ),
      [263, -263, -7, 8, -8],
    );
  });

  it('go on from one batch to the next, whether it was walked once, twice or never', () => {
    const route = (table: number, prefixLength: number) =>
      message(24, concat(Uint8Array.of(AF_INET6, prefixLength, 0, 0, 0, 3, 0, 1), u32(0), attribute(15, u32(table))));
    const reply = ReplyBytes.from(concat(route(1000, 64), route(254, 64)));
    const links = new Map([[1, Buffer.from('lo')]]);
    for (const walks of [0, 1, 2]) {
      const { rows, after } = batchWithNullEntries((onMessage) => walkMessages(reply, 'rtnetlink routes', onMessage), {
        family: AF_INET6,
        table: undefined,
        links,
        nullEntries: new NullEntries([5, 255]),
      });
      for (let i = 0; i < walks; i++) {
        const tables: [number, boolean][] = [];
        rows.forEach((record) => {
          tables.push([record.table, isNullEntry(record)]);
        });
        assert.deepEqual(tables, [
          [5, true],
          [1000, false],
          [1000, true],
          [254, false],
        ]);
      }
      assert.deepEqual(after().rest(), [254, 255]);
    }
  });
});
