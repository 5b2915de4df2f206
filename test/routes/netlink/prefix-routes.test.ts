import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { walkMessages } from '../../../src/kernel/netlink/message.ts';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { addPrefixRoutes } from '../../../src/routes/netlink/prefix-routes.ts';
import { routesRequest } from '../../../src/routes/netlink/route.ts';
import { AF_INET6 } from '../../../src/uapi/sockets.ts';
import { bounded, checkCorruption, fixture } from '../../support/fixtures.ts';
import { decodeRoutes, recordedLinks } from '../../support/routes.ts';

const RECORDED = fixture('netlink/routes6.bin');

function prefixesIn(bytes: Uint8Array) {
  const routes: Parameters<typeof addPrefixRoutes>[1] = new Map();
  const reply = ReplyBytes.from(bytes);
  addPrefixRoutes((onMessage) => walkMessages(reply, 'rtnetlink routes', onMessage), routes);
  return routes;
}

describe('routes of advertised prefixes', () => {
  it('are asked for by RTM_F_PREFIX', () => {
    assert.deepEqual([...routesRequest(AF_INET6, undefined, 0x800).subarray(24, 28)], [0, 8, 0, 0]);
  });

  it('are marked among the others, and nothing else is', () => {
    const wanted = { family: AF_INET6, table: undefined, links: recordedLinks() };
    const plain = [...decodeRoutes(RECORDED, wanted)];
    // As if the kernel had said of all of them that they are.
    const marked = [...decodeRoutes(RECORDED, { ...wanted, prefixes: prefixesIn(RECORDED) })];
    const changed = marked.filter(({ rtfFlags }, i) => rtfFlags !== plain[i]?.rtfFlags);
    assert.ok(changed.length > 0 && changed.length < plain.length);
    for (const [i, { rtfFlags, type, protocolName, gateway }] of marked.entries()) {
      const isPrefix = type === 'unicast' && protocolName === 'kernel' && gateway === null;
      assert.equal(rtfFlags, (((plain[i]?.rtfFlags ?? 0) | (isPrefix ? 0xc0000 : 0)) >>> 0) as number);
    }
    const none = [...decodeRoutes(RECORDED, { ...wanted, prefixes: new Map() })];
    assert.deepEqual(none, plain);
  });

  it('with a changed byte are routes or an error', () => {
    checkCorruption(RECORDED, 2000, (bytes) =>
      bounded(() => {
        const prefixes = [...prefixesIn(bytes)];
        return { toJSON: () => prefixes };
      }),
    );
  });
});
