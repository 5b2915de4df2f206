import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canPass } from '../../src/sockets/can-pass.ts';
import { readFilter } from '../../src/sockets/read-filter.ts';
import type { ReadFilter } from '../../src/sockets/start-scan.ts';

describe('canPass', () => {
  const passes = (filter: string, ...protocols: ('tcp' | 'udp' | 'unix' | 'mptcp')[]) =>
    canPass(readFilter({ filter }) as ReadFilter, { protocols });

  it('says whether a socket of some protocol can pass, whatever sockets there are', () => {
    assert.equal(passes('path = /run/*', 'tcp', 'udp'), false);
    assert.equal(passes('path = /run/*', 'tcp', 'unix'), true);
    assert.equal(passes('dport = 443', 'tcp'), true);
    assert.equal(passes('dport = 443 and path = /x', 'tcp', 'unix'), false);
    assert.equal(passes('rtt > 1ms', 'udp'), false);
    assert.equal(passes('protocol = mptcp', 'tcp', 'udp', 'unix'), false);
    assert.equal(passes('protocol = mptcp', 'mptcp'), true);
  });
});
