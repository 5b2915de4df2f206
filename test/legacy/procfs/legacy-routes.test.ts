import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  parseAx25Routes,
  parseDdpRoutes,
  parseIpxRoutes,
  parseX25Routes,
} from '../../../src/legacy/procfs/legacy-routes.ts';
import { checkTextCorruption, checkTextCuts, fixtureText } from '../../support/text-tables.ts';

const NET = 'old_families/proc/net';

const PARSERS = [
  [
    'parseAx25Routes',
    parseAx25Routes,
    'ax25_route',
    [
      { family: 'ax25', destination: null, device: 'ax0', ipMode: 'vc', digipeaters: [] },
      { family: 'ax25', destination: 'N0CALL-1', device: 'ax1', ipMode: null, digipeaters: ['DIGI1', 'DIGI2-1'] },
      { family: 'ax25', destination: 'N0CALL-12', device: null, ipMode: 'dg', digipeaters: [] },
    ],
    ['', 'N0CALL-1', 'N0CALL-1 ax0'],
  ],
  [
    'parseX25Routes',
    parseX25Routes,
    'x25/route',
    [
      { family: 'x25', destination: '23420100', digits: 8, device: 'x25tap0' },
      { family: 'x25', destination: '000000000000000', digits: 0, device: 'wan0' },
      { family: 'x25', destination: '234201000112345', digits: 15, device: null },
      { family: 'x25', destination: '2342', digits: 4, device: 'wan1' },
    ],
    ['', '2342', '2342 4', '2342 x wan0'],
  ],
  [
    'parseIpxRoutes',
    parseIpxRoutes,
    'ipx/route',
    [
      { family: 'ipx', network: '00000010', router: null },
      { family: 'ipx', network: '00000020', router: { network: '00000010', node: '0000A1B2C3D4' } },
    ],
    ['', '00000010', 'Direct Directly Connected', '00000010 Indirectly Connected', '00000010 00000020 x'],
  ],
  [
    'parseDdpRoutes',
    parseDdpRoutes,
    'atalk/route',
    [
      { family: 'ddp', destination: null, gateway: '0001:80', flags: 3, device: 'eth0' },
      { family: 'ddp', destination: '0002:00', gateway: '0001:80', flags: 3, device: 'eth0' },
      { family: 'ddp', destination: 'FF00:00', gateway: '0000:00', flags: 1, device: 'lo' },
      { family: 'ddp', destination: 'FF00:01', gateway: '0000:00', flags: 5, device: 'ltalk0' },
    ],
    ['', '0002:00', '0002:00 0001:80 3', '0002:00 0001:80 x eth0'],
  ],
] as const;

for (const [name, parse, file, rows, broken] of PARSERS) {
  describe(name, () => {
    const text = fixtureText(`${NET}/${file}`);

    it('reads each route', () => assert.deepEqual(parse(text), rows));
    it('gives null for a line with a field that is missing or not what it should be', () => {
      const nulls = broken.map(() => null);
      assert.deepEqual(parse(`heading\n${broken.join('\n')}\n`), nulls);
    });
    it('cut at any byte keeps the rows of its whole lines', () => checkTextCuts(text, parse));
    it('with any byte changed is rows and broken lines', () => checkTextCorruption(text, 2000, parse));
  });
}
