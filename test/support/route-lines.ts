import assert from 'node:assert/strict';
import { procBatch } from '../../src/routes/procfs/routes.ts';
import type { Route } from '../../src/routes/route.ts';

export const IPV4_LINE = 'eth0\t0000090A\t4D02010A\t0003\t1\t2\t3\t0000FFFF\t1440\t5000\t100';
export const IPV6_LINE = `${'20010db8'.padEnd(32, '0')} 20 ${'0'.repeat(32)} 00 ${'f'.repeat(32)} 00000400 00000002 00000003 00000003     eth0`;

/** The routes of some whole lines of a family's file, walked twice. */
export function parse(
  family: number,
  bytes: Uint8Array,
  first = true,
): { routes: Route[]; malformed: number; incomplete: number } {
  let malformed = 0;
  let incomplete = 0;
  const batch = procBatch({ family, bytes, first, nullEntries: true }, (counts) => {
    malformed += counts.malformed;
    incomplete += counts.incomplete;
  });
  const routes = [...batch];
  assert.deepEqual([...batch], routes, 'the second walk');
  return { routes, malformed, incomplete };
}

export const lines = (...texts: string[]) => Buffer.from(texts.map((text) => `${text}\n`).join(''), 'latin1');
