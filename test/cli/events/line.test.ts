import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeLine, type LineOptions } from '../../../src/cli/events/line.ts';
import { CHANGES, change, GAP, LISTENER, owner, TCP, TIME, UDP6, UNIX } from '../../support/changes.ts';

const PLAIN: LineOptions = { owners: false, extend: false, wide: false, colour: false };
const lines = (options: Partial<LineOptions>, changes: readonly (typeof CHANGES)[number][] = CHANGES) =>
  `${changes.map((each) => changeLine(each, { ...PLAIN, ...options })).join('\n')}\n`;

describe('changeLine', () => {
  it('has a line of columns for each kind of change', () => {
    const golden = `\
03:04:05.006 = tcp   10.0.0.1:443          *                     LISTEN
03:04:05.006 + tcp   10.0.0.1:443          192.0.2.17:50000      ESTABLISHED
03:04:05.006 ~ tcp   10.0.0.1:443          192.0.2.17:50000      ESTABLISHED->CLOSE_WAIT
03:04:05.006 ~ tcp   10.0.0.1:443          192.0.2.17:50000      ESTABLISHED
03:04:05.006 - tcp   10.0.0.1:443          192.0.2.17:50000      ESTABLISHED              unseen  age <2.0ms  sent 3.0kB  received 120B  rtt 282us  retrans 2
03:04:05.006 + udp6  [::]:53               *                     CLOSE
03:04:05.006 = unix  stream /run/x                               LISTEN
03:04:05.006 ! gap: the kernel dropped 120 reports of ends: short sockets may be missing before this
03:04:05.006 ! late: a look took 1.5s of an interval of 1.0s
`;
    assert.equal(lines({}), golden);
  });

  it('has owners, and the users and inodes before them, where they are asked for', () => {
    const golden = `\
03:04:05.006 + tcp   10.0.0.1:443          192.0.2.17:50000      ESTABLISHED             uid:1000   ino:4711       -
03:04:05.006 ~ tcp   10.0.0.1:443          192.0.2.17:50000      ESTABLISHED             uid:1000   ino:4711       8/master -> 9/worker
03:04:05.006 - tcp   10.0.0.1:443          192.0.2.17:50000      ESTABLISHED             uid:1000   ino:4711       -                    unseen  age <2.0ms  sent 3.0kB  received 120B  rtt 282us  retrans 2
03:04:05.006 = unix  stream /run/x                               LISTEN                  uid:?      ino:6          -
`;
    assert.equal(lines({ owners: true, extend: true }, [CHANGES[1], CHANGES[3], CHANGES[4], CHANGES[6]]), golden);
  });

  it('lets what is wide push what follows, and nothing else', () => {
    const socket = { ...UDP6, localAddress: '2001:db8:1111:2222:3333:4444:5555:6666', owners: [owner(1, 'a')] };
    const line = changeLine(change('opened', socket), { ...PLAIN, owners: true });
    const expected = '03:04:05.006 + udp6  [2001:db8:1111:2222:3333:4444:5555:6666]:53 *                     CLOSE';
    assert.equal(line, `${expected.padEnd(expected.length + 19)}1/a`);
  });

  it('shows one state where it did not change', () => {
    const line = changeLine(change('changed', TCP, { previousState: 'ESTABLISHED' }), PLAIN);
    assert.match(line, / ~ .* ESTABLISHED$/);
  });

  it('says of a gap what is known of it', () => {
    assert.match(changeLine({ ...GAP, lost: 1 }, PLAIN), /dropped 1 report of ends:/);
    assert.match(changeLine({ ...GAP, lost: null }, PLAIN), /dropped reports of ends:/);
  });

  it('takes the time of a stream as that of a record', () => {
    const live = { ...change('opened', LISTENER), time: TIME };
    assert.equal(changeLine(live, PLAIN), changeLine(change('opened', LISTENER), PLAIN));
  });

  it('colours the sign, and nothing else', () => {
    const coloured = CHANGES.map((each) => changeLine(each, { ...PLAIN, colour: true }));
    const signs = coloured.map((line) => line.slice('03:04:05.006 '.length).split(' ')[0]);
    const [green, red, yellow, faint] = ['\x1b[32m+\x1b[0m', '\x1b[31m-\x1b[0m', '\x1b[33m~\x1b[0m', '\x1b[2m=\x1b[0m'];
    const notice = '\x1b[33m!\x1b[0m';
    assert.deepEqual(signs, [faint, green, yellow, yellow, red, green, faint, notice, notice]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    assert.equal(`${coloured.join('\n')}\n`.replace(/\x1b\[\d+m/g, ''), lines({}));
  });

  it('has no control character of a name', () => {
    const attack = 'a\x1b[31m\n\x7f\u009b2Jb';
    const owners = [owner(7, attack)];
    const changes = [
      change('opened', { ...UNIX, path: attack, owners }),
      change('owner', TCP, { previousOwners: owners }),
    ];
    for (const each of changes) {
      const line = changeLine(each, { ...PLAIN, owners: true, wide: true });
      assert.doesNotMatch(line, /\p{Cc}/u);
      assert.match(line, /a\?\[31m\?\?\?2Jb/);
    }
  });
});
