import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { legacyRouteRow } from '../../../../src/cli/netstat/routes/legacy-routes.ts';
import type { DdpRoute, NetRomRoute } from '../../../../src/legacy/legacy-route.ts';

const DDP: DdpRoute = { family: 'ddp', destination: null, gateway: '0001:80', flags: 0, device: 'eth0' };

describe('legacyRouteRow', () => {
  it('has the letters of all flags in netstat’s order, and `!` beside them', () => {
    const letters = (flags: number) => legacyRouteRow({ ...DDP, flags }).slice(48);
    assert.deepEqual([0, 1, 3, 5, 0x201, 0xffff, 0xffffffff].map(letters), [
      '',
      'U',
      'UG',
      'UH',
      'U!',
      'UG!HRDMuwin',
      'UG!HRDMdacoecfpluwin',
    ]);
  });

  it('shows of NET/ROM the way in use, and 0 where there is none', () => {
    const path = (quality: number, callsign: string) => ({
      quality,
      obsolescence: 6,
      neighbour: { number: 1, callsign, device: 'ax0' },
    });
    const route: NetRomRoute = {
      family: 'netrom',
      destination: 'N0CALL-2',
      mnemonic: null,
      used: 1,
      paths: [path(200, 'A'), path(7, 'B')],
    };
    assert.equal(legacyRouteRow(route), 'N0CALL-2     *           7      B          ax0 ');
    assert.equal(legacyRouteRow({ ...route, paths: [] }), 'N0CALL-2     *           0      ?          ??? ');
  });
});
