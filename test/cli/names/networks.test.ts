import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NetworkNames, parseNetworks } from '../../../src/cli/names/networks.ts';
import { readText } from '../../../src/names/nsswitch.ts';
import { has } from '../../support/command.ts';
import { skipUnless } from '../../support/skip.ts';

describe('names of networks', () => {
  it('are read with numbers of one to four bytes in three bases, the first one of a number', () => {
    const text = [
      '# networks',
      'default 0.0.0.0',
      'loopback\t127 lo',
      'ten 10.5.0.0 # half',
      'eleven 0x0B',
      'octal 012.7',
      'second 10.5.0.0',
      'broken 300.1',
      'long 1.2.3.4.5',
      'dotted 10.8.',
      'word x',
      'alone',
    ].join('\n');
    assert.deepEqual(
      [...parseNetworks(text)],
      [
        ['0.0.0.0', 'default'],
        ['127.0.0.0', 'loopback'],
        ['10.5.0.0', 'ten'],
        ['11.0.0.0', 'eleven'],
        ['10.7.0.0', 'octal'],
      ],
    );
  });

  it('are those of the file alone where the name service has no more', async () => {
    const names = new NetworkNames('ten 10.5.0.0', false);
    await names.load(['10.5.0.0', '10.6.0.0']);
    assert.deepEqual([names.get('10.5.0.0'), names.get('10.6.0.0')], ['ten', undefined]);
  });

  const [known] = parseNetworks(readText('/etc/networks'));
  const skip = skipUnless(known !== undefined && has('getent'), 'no getent, or no network that it knows');
  it('are asked of the name service where it may know more', { skip }, async () => {
    const [address, name] = known as [string, string];
    const names = new NetworkNames('', true);
    await names.load([address, '203.0.113.0']);
    assert.deepEqual([names.get(address), names.get('203.0.113.0')], [name, undefined]);
  });
});
