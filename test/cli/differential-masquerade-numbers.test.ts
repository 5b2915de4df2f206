import { after, describe, it } from 'node:test';
import { has } from '../support/command.ts';
import { FakeProc, fakeProcMissing } from '../support/fake-proc.ts';
import { NUMBERS } from '../support/odd-numbers.ts';
import { skipUnless } from '../support/skip.ts';

const missing = has('netstat') ? fakeProcMissing() : 'no netstat to compare with';
const proc = new FakeProc();
after(() => proc.end());

const HEADING = 'Prc FromIP   FPrt ToIP     TPrt Masq Init-seq  Delta PDelta Expires (free=1,2,3)\n';
const COLUMNS = ['C0A80001', '0400', 'C0A80002', '0050', 'F000', '00000001', '1', '2', '3000'];

const line = ([from, fromPort, to, toPort, masquerade, ...rest]: readonly string[]) =>
  `TCP ${from}:${fromPort} ${to}:${toPort} ${masquerade} ${rest.join(' ')}\n`;

describe('a line of /proc/net/ip_masquerade is printed as netstat prints it', {
  skip: skipUnless(missing === undefined, missing ?? ''),
}, () => {
  for (const [place, column] of COLUMNS.entries()) {
    it(`whatever number is in its column ${place}, ${column}`, () => {
      const lines = NUMBERS.map((number) => line(COLUMNS.with(place, number)));
      proc.write('net/ip_masquerade', HEADING + lines.join(''));
      proc.assertSame(['-Mne']);
    });
  }
});
