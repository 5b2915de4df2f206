import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { procBatch } from '../../../src/routes/procfs/routes.ts';
import { AF_INET, AF_INET6 } from '../../../src/uapi/sockets.ts';

const ZEROS = '0'.repeat(32);
const LINES = [
  [AF_INET, (name: string) => `${name}\t0000090A\t4D02010A\t0003\t0\t0\t0\t0000FFFF\t0\t0\t0   \n`],
  [AF_INET6, (name: string) => `${ZEROS} 00 ${ZEROS} 00 ${ZEROS} 00000400 00000002 00000003 00000003 ${name}\n`],
] as const;

describe('the name of an interface in the lines of routes', () => {
  for (const name of ['e\x1b]0;x\x07', '\x01', '\x7f\x1f', 'br-4dab1a', 'eth0.7', '\xc3\xa9'])
    it(`may be whatever the kernel takes: ${JSON.stringify(name)}`, () => {
      for (const [family, line] of LINES) {
        const routes = [
          ...procBatch({ family, bytes: Buffer.from(line(name), 'latin1'), first: false }, (counts) =>
            assert.deepEqual(counts, { malformed: 0, incomplete: 0 }),
          ),
        ];
        const expected = Buffer.from(name, 'latin1').toString('utf8');
        assert.deepEqual(
          routes.map((route) => route.interface),
          [expected],
        );
      }
    });
});
