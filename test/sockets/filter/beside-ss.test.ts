import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type SocketJSON, type State, snapshot } from '../../../src/index.ts';
import { has, run } from '../../support/command.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';
import { SS_FILTERS } from '../../support/ss-filters.ts';
import { World } from '../../support/world.ts';

const skip =
  skipUnless(!namespaceMissing, namespaceMissing ?? '') || skipUnless(has('ss'), 'ss of iproute2 is not installed');

/** ss's words for states. */
const STATES: Readonly<Record<string, State>> = {
  ...{ ESTAB: 'ESTABLISHED', 'SYN-SENT': 'SYN_SENT', 'SYN-RECV': 'SYN_RECV', 'FIN-WAIT-1': 'FIN_WAIT1' },
  ...{ 'FIN-WAIT-2': 'FIN_WAIT2', 'TIME-WAIT': 'TIME_WAIT', UNCONN: 'CLOSE', 'CLOSE-WAIT': 'CLOSE_WAIT' },
  ...{ 'LAST-ACK': 'LAST_ACK', LISTEN: 'LISTEN', CLOSING: 'CLOSING' },
};

/** Filters of which ss lists something else; docs/filters.md says so of each kind. */
const KNOWN: readonly (readonly [filter: RegExp, why: string])[] = [
  [/^state (\S+) exclude \1$/, 'ss takes an empty set of states for all but a few'],
  [/ or .+ (and|src) /, 'ss goes from left to right, as if brackets stood around all that it has read'],
];

/** Whose ports are told apart by no more than the last colon: state, local and remote port. */
function shownBySs(line: string): string {
  const words = line.trim().split(/ +/);
  // Of one state there is no column.
  const [protocol, state, , , local = '', remote = ''] = /^\d/.test(words[1] ?? '')
    ? [words[0], '', ...words.slice(1)]
    : words;
  const port = (end: string) => end.slice(end.lastIndexOf(':') + 1).replace('*', '0');
  return `${protocol} ${STATES[state ?? ''] ?? ''} ${port(local)} ${port(remote)}`;
}

function ours({ protocol, state, localPort, remotePort }: SocketJSON, hasState: boolean): string {
  return `${protocol} ${hasState ? state : ''} ${localPort} ${remotePort}`;
}

describe('what a filter lets pass', { skip }, () => {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());

  async function both(filter: string): Promise<[ss: string[], ours: string[]]> {
    const { stdout } = run('ss', ['-Hantu', ...filter.split(' ')]);
    const ss = stdout.split('\n').filter(Boolean).map(shownBySs);
    const hasState = !ss.some((row) => row.includes('  '));
    const table = await snapshot({ protocols: ['tcp', 'udp'], filter });
    return [
      ss.sort(),
      table
        .toJSON()
        .map((row) => ours(row, hasState))
        .sort(),
    ];
  }

  it('is what ss lists by the same words', async () => {
    let rows = 0;
    for (const [filter] of SS_FILTERS.filter(([filter]) => !KNOWN.some(([known]) => known.test(filter)))) {
      let [ss, table] = await both(filter);
      // Timers of the world may have run out between the two.
      if (ss.join() !== table.join()) [ss, table] = await both(filter);
      assert.deepEqual(table, ss, filter);
      rows += ss.length;
    }
    assert.ok(rows > 1000, `${rows} rows`);
  });

  for (const [known, why] of KNOWN) {
    it(`is something else of ${known.source}, because ${why}`, async () => {
      const other: string[] = [];
      for (const filter of SS_FILTERS.map(([text]) => text).filter((text) => known.test(text))) {
        const [ss, table] = await both(filter);
        if (ss.join() !== table.join()) other.push(filter);
      }
      assert.notDeepEqual(other, []);
    });
  }
});
