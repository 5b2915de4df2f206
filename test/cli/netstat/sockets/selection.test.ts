import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isShown, shownMode, wantedStates } from '../../../../src/cli/netstat/sockets/selection.ts';
import { defaultSettings } from '../../../../src/cli/settings.ts';
import { newReport } from '../../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../../src/sockets/table/socket-table.ts';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  PROTOCOL_NUMBERS,
  type Protocol,
  STATE_NUMBERS,
  STATES,
  type State,
} from '../../../../src/uapi/sockets.ts';

const MODES = { default: {}, '-l': { listening: true }, '-a': { all: true }, '-al': { all: true, listening: true } };

interface Row {
  protocol: Protocol;
  state: State;
  remotePort?: number;
  /** The last byte of the remote address. */
  remote?: number;
  family?: number;
}

/** The modes under which a row is shown. */
function shownIn({ protocol, state, remotePort = 0, remote = 0, family = AF_INET }: Row): string[] {
  const table = new SocketTable(2, newReport(), { unix: protocol === 'unix' });
  table.length = 2;
  table.family[1] = protocol === 'unix' ? AF_UNIX : family;
  table.protocol[1] = PROTOCOL_NUMBERS[protocol];
  table.state[1] = STATE_NUMBERS[state];
  table.remotePort[1] = remotePort;
  table.remoteAddress[16 + (family === AF_INET ? 3 : 15)] = remote;
  return Object.entries(MODES).flatMap(([name, mode]) =>
    isShown({ ...defaultSettings(), ...mode }, table, 1) ? [name] : [],
  );
}

const SERVER = ['-l', '-a', '-al'];
const CLIENT = ['default', '-a', '-al'];

describe('isShown', () => {
  for (const [what, row, expected] of [
    ['a TCP listener', { protocol: 'tcp', state: 'LISTEN' }, SERVER],
    ['a TCP connection', { protocol: 'tcp', state: 'ESTABLISHED', remotePort: 5, remote: 1 }, CLIENT],
    ['TCP by its remote port, whatever its state', { protocol: 'tcp', state: 'CLOSE_WAIT', remote: 1 }, SERVER],
    ['TCP with a remote port and no address', { protocol: 'tcp', state: 'SYN_SENT', remotePort: 5 }, CLIENT],
    ['an unconnected UDP socket', { protocol: 'udp', state: 'CLOSE' }, SERVER],
    ['UDP by its remote address, not its port', { protocol: 'udp', state: 'ESTABLISHED', remotePort: 53 }, SERVER],
    ['a connected UDP socket', { protocol: 'udp', state: 'ESTABLISHED', remote: 1 }, CLIENT],
    ['UDP over IPv6 by its last byte', { protocol: 'udp', state: 'ESTABLISHED', remote: 1, family: AF_INET6 }, CLIENT],
    ['UDP-Lite as UDP', { protocol: 'udplite', state: 'CLOSE', remotePort: 1 }, SERVER],
    ['a raw socket', { protocol: 'raw', state: 'CLOSE' }, SERVER],
    ['a connected raw socket', { protocol: 'raw', state: 'ESTABLISHED', remote: 9 }, CLIENT],
    ['a UNIX listener', { protocol: 'unix', state: 'LISTEN' }, SERVER],
    ['a UNIX datagram socket', { protocol: 'unix', state: 'CLOSE' }, CLIENT],
    ['a UNIX connection', { protocol: 'unix', state: 'ESTABLISHED' }, CLIENT],
  ] as const) {
    it(`shows ${what} under ${expected.join(' ')}`, () => assert.deepEqual(shownIn(row), expected));
  }
});

describe('shownMode', () => {
  it('is the end of a heading, where -a wins', () => {
    const texts = Object.values(MODES).map((mode) => shownMode({ ...defaultSettings(), ...mode }));
    const every = '(servers and established)';
    assert.deepEqual(texts, ['(w/o servers)', '(only servers)', every, every]);
  });
});

describe('wantedStates', () => {
  it('leaves out no state of which a row could be shown', () => {
    for (const [name, mode] of Object.entries(MODES)) {
      const wanted = wantedStates({ ...defaultSettings(), ...mode });
      for (const protocol of ['tcp', 'udp', 'udplite', 'raw', 'unix'] as const) {
        // What a kernel lists: only TCP can be in all states, and without a remote end it listens.
        const states = protocol === 'tcp' ? STATES.slice(1) : (['ESTABLISHED', 'CLOSE'] as const);
        for (const state of states) {
          if (protocol === 'tcp' && state === 'CLOSE') continue;
          const connected = state !== 'LISTEN' && state !== 'CLOSE';
          const row = { protocol, state, ...(connected && { remotePort: 5, remote: 1 }) };
          if (shownIn(row).includes(name)) assert.ok(wanted.includes(state), `${name} ${protocol} ${state}`);
        }
      }
    }
  });

  it('does not ask for connections when only servers are wanted', () => {
    assert.ok(!wantedStates({ ...defaultSettings(), listening: true }).includes('ESTABLISHED'));
    assert.ok(!wantedStates(defaultSettings()).includes('LISTEN'));
  });
});
