import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { has } from '../support/command.ts';
import { FakeProc, fakeProcMissing } from '../support/fake-proc.ts';
import { NUMBERS } from '../support/odd-numbers.ts';
import { skipUnless } from '../support/skip.ts';

const missing = has('netstat') ? fakeProcMissing() : 'no netstat to compare with';
const skip = skipUnless(missing === undefined, missing ?? '');

const NUMBERED = ['1', '2', '3', '4'] as const;

const proc = new FakeProc({
  'net/nr_neigh': `addr  callsign  dev  qual lock count failed digipeaters\n${NUMBERED.map(
    (i) => `0000${i} N0CALL-${i}  ax${i}   203    0     2      0\n`,
  ).join('')}`,
  'net/rose_neigh': `addr  callsign  dev  count use mode restart  t0  tf digipeaters\n${NUMBERED.map(
    (i) => `0000${i} N0CALL-${i}  ax${i}     2   0  DTE     yes   0   0\n`,
  ).join('')}`,
});
after(() => proc.end());

/** Which count a node has, and how many ways. */
const COUNTS = ['-1', '0', '1', '2', '3', '4'].flatMap((count) =>
  [1, 2, 3, 4].filter((there) => Number(count) <= there).map((there) => [count, there] as const),
);

/** That it says it under -v, for each line that is not as a kernel writes it. */
function assertSaid(args: readonly string[], rows: number): void {
  proc.assertSame(args);
  assert.match(proc.sockdiag([...args, '-v']).stderr, new RegExp(`^sockdiag: \\w+: ${rows} rows have numbers`, 'm'));
}

describe('routes of old families are printed as netstat prints them', { skip }, () => {
  it('of NET/ROM, whatever the count of ways', () => {
    // netstat reads the ways behind a count of one digit.
    const nodes = COUNTS.filter(([count]) => count.length === 1).flatMap(([count, there]) =>
      NUMBERED.slice(0, there).map((used) => {
        const ways = NUMBERED.slice(0, there).map((i) => `  20${i}   ${i} 0000${i}`);
        return {
          odd: Number(count) !== there || there > 3,
          line: `GB7ABC-2  ABCNODE  ${used} ${count}${ways.join('')}\n`,
        };
      }),
    );
    proc.write('net/nr_nodes', `callsign  mnemonic w n qual obs neigh\n${nodes.map(({ line }) => line).join('')}`);
    assertSaid(['-r', '-A', 'netrom'], nodes.filter(({ odd }) => odd).length);
  });

  it('of ROSE, whatever the count of neighbours', () => {
    const lines = COUNTS.map(
      ([count, there]) =>
        `5080175555 0010 ${count}${NUMBERED.slice(0, there)
          .map((i) => ` 0000${i}`)
          .join('')}\n`,
    );
    proc.write('net/rose_nodes', `address    mask n neigh neigh neigh\n${lines.join('')}`);
    const odd = COUNTS.filter(([count, there]) => Number(count) !== there || there > 3);
    assertSaid(['-r', '-A', 'rose'], odd.length);
  });

  it('of AX.25, with a number or another word in the place of the mode', () => {
    const modes = [...NUMBERS, '-18446744073709551615', '25x', 'xx'];
    const lines = modes.map((mode) => `N0CALL-1  ax1   ${mode} DIGI1\n`);
    proc.write('net/ax25_route', `callsign  dev  mode digipeaters\n${lines.join('')}`);
    assertSaid(['-r', '-A', 'ax25'], modes.length - 2);
    assert.match(proc.sockdiag(['-r', '-A', 'ax25', '-v']).stderr, /^sockdiag: ax25: 2 lines have other words/m);
  });
});
