import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { walkMessages } from '../../../src/kernel/netlink/message.ts';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { addRuleTables } from '../../../src/routes/netlink/rule-tables.ts';
import { AF_INET, AF_INET6 } from '../../../src/uapi/sockets.ts';
import { bounded, checkCorruption, checkEveryCut } from '../../support/fixtures.ts';
import { attribute, concat, message, u16, u32 } from '../../support/nlmsg.ts';

const [TO_TABLE, GOTO] = [1, 2] as const;

const rule = (family: number, action: number, ...attributes: Uint8Array[]) =>
  message(32, concat(Uint8Array.of(family, 0, 0, 0, 0, 0, 0, action), u32(0), ...attributes));

function tablesOf(bytes: Uint8Array): Set<number> {
  const tables = new Set<number>();
  const reply = ReplyBytes.from(bytes);
  addRuleTables((onMessage) => walkMessages(reply, 'rtnetlink rules', onMessage), AF_INET6, tables);
  return tables;
}

const ONE_EACH = concat(
  rule(AF_INET6, TO_TABLE, attribute(15, u32(254))),
  rule(AF_INET6, TO_TABLE, attribute(15, u32(70_000)), attribute(6, u32(5))),
);
const RULES = concat(
  ONE_EACH,
  rule(AF_INET6, TO_TABLE, attribute(15, u32(0))),
  rule(AF_INET6, GOTO, attribute(15, u32(9))),
  rule(AF_INET, TO_TABLE, attribute(15, u32(10))),
);

describe('the tables that rules name', () => {
  it('are those of the family to which a rule leads', () => {
    assert.deepEqual([...tablesOf(RULES)], [254, 70_000]);
  });

  it('of a rule whose length does not fit are an error', () => {
    for (const bytes of [message(32, u32(AF_INET6)), rule(AF_INET6, TO_TABLE, attribute(15, u16(1)))]) {
      assert.throws(() => tablesOf(bytes), { name: 'SockdiagError', code: 'ERR_MALFORMED_REPLY' });
    }
  });

  it('cut at any byte, or with a changed one, are tables or an error', () => {
    const read = (bytes: Uint8Array) =>
      bounded(() => {
        const tables = [...tablesOf(bytes)];
        return { toJSON: () => tables };
      });
    // Each message has a table.
    checkEveryCut(ONE_EACH, read);
    checkCorruption(RULES, 2000, read);
  });
});
