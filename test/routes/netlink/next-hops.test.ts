import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AF_INET, AF_INET6 } from '../../../src/uapi/sockets.ts';
import { bounded, checkCorruption, fixture } from '../../support/fixtures.ts';
import { attribute, concat, message, u16, u32 } from '../../support/nlmsg.ts';
import { decodeNextHops, decodeRoutes, recordedLinks } from '../../support/routes.ts';

const NEWNEXTHOP = 104;
const [ID, GROUP, OIF, GATEWAY, ENCAP_TYPE] = [1, 2, 5, 6, 7] as const;
const RECORDED = fixture('netlink/next_hops.bin');
const BY_NEXT_HOP = fixture('netlink/routes_by_next_hop.bin');

const object = (family: number, ...attributes: Uint8Array[]) =>
  message(NEWNEXTHOP, concat(Uint8Array.of(family, 0, 0, 0), u32(0), ...attributes));

describe('next hop objects', () => {
  it('are single ones with gateway and interface, blackholes, and groups with weights', () => {
    const objects = decodeNextHops(RECORDED, recordedLinks());
    assert.deepEqual([...objects.keys()], [5, 6, 7, 8, 9]);
    assert.deepEqual(
      objects.get(7)?.group,
      [
        { id: 5, weight: 1 },
        { id: 6, weight: 2 },
      ].map(({ id }, i) => ({ id, weight: i === 0 ? 2 : 1 })),
    );
    assert.equal(objects.get(8)?.hop.interfaceIndex, 1);
    assert.equal(objects.get(9)?.hop.gatewayFamily, AF_INET6);
  });

  it('give a route the next hops of which it has the id alone', () => {
    const links = recordedLinks();
    const dump = { family: AF_INET, table: 254, links };
    const bare = [...decodeRoutes(BY_NEXT_HOP, dump)];
    const whole = [...decodeRoutes(BY_NEXT_HOP, { ...dump, nextHops: decodeNextHops(RECORDED, links) })];
    const recorded = [...decodeRoutes(fixture('netlink/routes.bin'), dump)];
    assert.deepEqual(whole, recorded);
    assert.equal(bare.filter(({ nextHopId, interface: name }) => nextHopId !== null && name === null).length, 3);
  });

  it('that are not there any more leave the id alone', () => {
    const dump = { family: AF_INET, table: 254, links: recordedLinks() };
    assert.deepEqual(
      decodeRoutes(BY_NEXT_HOP, { ...dump, nextHops: new Map() }).toJSON(),
      decodeRoutes(BY_NEXT_HOP, dump).toJSON(),
    );
  });

  it('of one member are that member', () => {
    const links = recordedLinks();
    const group = object(0, attribute(ID, u32(7)), attribute(GROUP, concat(u32(6), Uint8Array.of(255, 1, 0, 0))));
    const objects = decodeNextHops(
      concat(object(AF_INET, attribute(ID, u32(6)), attribute(OIF, u32(3)), attribute(ENCAP_TYPE, u16(2))), group),
      links,
    );
    assert.equal(objects.get(7)?.group[0]?.weight, 512);
    const route = decodeRoutes(BY_NEXT_HOP, { family: AF_INET, table: 254, links, nextHops: objects });
    const [found] = [...route].filter(({ nextHopId }) => nextHopId === 7);
    assert.deepEqual([found?.nextHops, found?.interface, found?.encapsulation], [[], 'v0', 'ip']);
  });

  it('whose lengths do not fit are an error', () => {
    const malformed = { name: 'SockdiagError', code: 'ERR_MALFORMED_REPLY' };
    for (const bytes of [
      message(NEWNEXTHOP, u32(0)),
      object(AF_INET, attribute(ID, u16(1))),
      object(AF_INET, attribute(OIF, u16(1))),
      object(AF_INET, attribute(ENCAP_TYPE, new Uint8Array(1))),
      object(AF_INET6, attribute(GATEWAY, u32(1))),
      object(AF_INET, attribute(GROUP, u32(1, 0, 2))),
    ]) {
      assert.throws(() => decodeNextHops(bytes, new Map()), malformed);
    }
  });

  it('with a changed byte are objects or an error', () => {
    const links = recordedLinks();
    checkCorruption(RECORDED, 2000, (bytes) => bounded(() => ({ toJSON: () => [...decodeNextHops(bytes, links)] })));
  });
});
