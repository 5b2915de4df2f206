import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { getent } from '../../src/names/getent.ts';
import { has } from '../support/command.ts';
import { skipUnless } from '../support/skip.ts';

describe('getent', { skip: skipUnless(has('getent'), 'getent is not installed') }, () => {
  it('asks for more keys than a command line holds, and finds what is behind them all', async () => {
    const keys = Array.from({ length: 200_000 }, (_, i) => `no.such.protocol.${i}`);
    const found = await getent('protocols', [...keys, 'udp'], 60_000);
    assert.match(found, /^udp\s+17\b/m);
  });

  it('finds nothing when there is no time', async () => {
    assert.equal(await getent('protocols', ['udp'], 0), '');
  });
});
