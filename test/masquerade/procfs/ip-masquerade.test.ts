import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MasqueradeFileError } from '../../../src/masquerade/masquerade-entry.ts';
import { parseIpMasquerade } from '../../../src/masquerade/procfs/ip-masquerade.ts';
import { bounded, randomNumbers } from '../../support/fixtures.ts';

const HEADING = 'Prc FromIP   FPrt ToIP     TPrt Masq Init-seq  Delta PDelta Expires (free=4095,4096,4096)\n';
const OLDER = 'Prc FromIP   FPrt ToIP     TPrt Masq Init-seq Delta Expires\n';
const ROW = 'TCP 0A010002:1389 C6336407:01BB F101 FFFFFFFF     -3  32767   89999\n';

const FORMAT = { name: 'Error', message: "masq_info.c: Internal Error `ip_masquerade format error'." };

describe('an entry of /proc/net/ip_masquerade', () => {
  it('has every field in its place', () => {
    assert.deepEqual(parseIpMasquerade(HEADING + ROW), [
      {
        protocol: 'tcp',
        family: 2,
        source: Uint8Array.of(10, 1, 0, 2),
        sourcePort: 5001,
        destination: Uint8Array.of(198, 51, 100, 7),
        destinationPort: 443,
        masqueradePort: 61697,
        initialSequence: 0xffffffff,
        delta: -3,
        previousDelta: 32767,
        expires: 89999,
      },
    ]);
  });

  it('has no previous delta where the heading has none', () => {
    const [entry] = parseIpMasquerade(`${OLDER}UDP 0A010002:1389 C6336407:01BB F101 00000000 5 123\n`);
    assert.deepEqual([entry?.delta, entry?.previousDelta, entry?.expires], [5, null, 123]);
  });

  it('goes on over line ends, and may be without its own', () => {
    const twice = parseIpMasquerade(`${HEADING}\n${ROW.trimEnd().replaceAll(' ', '\n')} ${ROW.trimEnd()}`);
    assert.deepEqual(twice, parseIpMasquerade(HEADING + ROW + ROW));
    assert.equal(twice.length, 2);
  });

  it('has numbers as C reads them, too large ones wrapped round', () => {
    const [entry] = parseIpMasquerade(`${HEADING}GRE -1:0x10005 +2:-1 1F101 -1 65537 -32769 5`);
    assert.deepEqual([entry?.protocol, entry?.sourcePort, entry?.destinationPort], ['gre', 5, 65535]);
    assert.deepEqual(
      [entry?.source, entry?.destination],
      [Uint8Array.of(255, 255, 255, 255), Uint8Array.of(0, 0, 0, 2)],
    );
    assert.deepEqual([entry?.masqueradePort, entry?.delta, entry?.previousDelta], [0xf101, 1, 32767]);
  });
});

describe('a file of /proc/net/ip_masquerade', () => {
  it('has no entries when it has but its heading', () => {
    for (const text of [HEADING, HEADING.trimEnd(), `${HEADING}\n \t\n`]) assert.deepEqual(parseIpMasquerade(text), []);
  });

  it('that is empty is an error', () => {
    assert.throws(() => parseIpMasquerade(''), { message: "masq_info: Internal Error `fgets() failed'." });
  });

  it('with anything that is no entry is an error as a whole', () => {
    for (const broken of [
      ROW.replace('89999', ''),
      ROW.replace('89999', '89999 x'),
      ROW.replace('0A010002', 'client'),
      ROW.replace(':1389', ' :1389'),
      ROW.replace(':1389', ''),
      ROW.replace('-3', 'A'),
      'TCP',
    ]) {
      assert.throws(() => parseIpMasquerade(HEADING + ROW + broken), FORMAT, broken);
    }
    assert.throws(() => parseIpMasquerade(ROW + ROW), FORMAT);
  });

  it('with a protocol nobody masqueraded is an error as a whole', () => {
    for (const name of ['tcp', 'TCPX', 'SCTP']) {
      assert.throws(() => parseIpMasquerade(HEADING + ROW + ROW.replace('TCP', name)), {
        message: "masq_info.c: Internal Error `ip_masquerade unknown type'.",
      });
    }
  });

  it('cut or changed anywhere is entries or an error', () => {
    const text = HEADING + ROW + ROW;
    const random = randomNumbers(22);
    const tryIt = (broken: string) => {
      try {
        parseIpMasquerade(broken);
      } catch (error) {
        assert.ok(error instanceof MasqueradeFileError, broken);
      }
    };
    for (let length = 0; length <= text.length; length++) tryIt(text.slice(0, length));
    bounded(() => {
      for (let round = 0; round < 2000; round++) {
        const at = random(text.length);
        tryIt(text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1));
      }
    });
  });
});
