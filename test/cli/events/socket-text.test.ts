import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endpointsText, hasRemote, ownersText, protocolText } from '../../../src/cli/events/socket-text.ts';
import type { Socket, SocketJSON } from '../../../src/index.ts';
import * as made from '../../support/changes.ts';

/** What the text is made of. */
function shown(json: SocketJSON) {
  const { protocol, family, localAddress, localPort, remoteAddress, remotePort, type, path }: Socket = made.change(
    'opened',
    json,
  ).socket;
  return { protocol, family, localAddress, localPort, remoteAddress, remotePort, type, path };
}

const [TCP, LISTENER, UDP6, UNIX] = [made.TCP, made.LISTENER, made.UDP6, made.UNIX].map(shown) as [
  ...[ReturnType<typeof shown>, ReturnType<typeof shown>, ReturnType<typeof shown>, ReturnType<typeof shown>],
];

describe('protocolText', () => {
  it('is the name netstat has, with a 6 for IPv6', () => {
    assert.deepEqual([TCP, UDP6, UNIX].map(protocolText), ['tcp', 'udp6', 'unix']);
    assert.equal(protocolText({ ...UDP6, protocol: 'udplite' }), 'udpl6');
  });
});

describe('endpointsText', () => {
  const words = (socket: typeof TCP) => endpointsText(socket).trimEnd().split(/ +/);

  it('has both ends, a * where there is no port or no other end, and brackets around IPv6', () => {
    assert.deepEqual(words(TCP), ['10.0.0.1:443', '192.0.2.17:50000']);
    assert.deepEqual(words(LISTENER), ['10.0.0.1:443', '*']);
    assert.deepEqual(words(UDP6), ['[::]:53', '*']);
    assert.deepEqual(words({ ...UDP6, localPort: 0, remoteAddress: '::1' }), ['[::]:*', '[::1]:*']);
    assert.deepEqual(words({ ...TCP, remoteAddress: '0.0.0.0', remotePort: 9 }), ['10.0.0.1:443', '0.0.0.0:9']);
  });

  it('has IPv4 addresses in IPv6 sockets as netstat has them', () => {
    const mapped = {
      ...TCP,
      family: 'inet6',
      localAddress: '::ffff:10.0.0.1',
      remoteAddress: '::ffff:192.0.2.17',
    } as const;
    assert.equal(endpointsText(mapped), endpointsText(TCP));
    assert.deepEqual(words({ ...TCP, family: 'inet6', localAddress: '::ffff:1:2' })[0], '[::ffff:1:2]:443');
  });

  it('has of a UNIX socket what there is of type and name', () => {
    assert.deepEqual(words(UNIX), ['stream', '/run/x']);
    assert.deepEqual(words({ ...UNIX, path: null }), ['stream']);
    assert.deepEqual(words({ ...UNIX, type: null }), ['/run/x']);
  });

  it('is equally wide for all that are not too wide', () => {
    const longest = {
      ...TCP,
      localAddress: '255.255.255.255',
      localPort: 65535,
      remoteAddress: '255.255.255.255',
      remotePort: 65535,
    };
    const widths = [TCP, LISTENER, UDP6, UNIX, longest].map((socket) => endpointsText(socket).length);
    assert.deepEqual([...new Set(widths)], [43]);
  });
});

describe('hasRemote', () => {
  it('is whether there is a remote port or address', () => {
    assert.deepEqual([TCP, LISTENER, UDP6].map(hasRemote), [true, false, false]);
    assert.equal(hasRemote({ ...LISTENER, remoteAddress: '192.0.2.1' }), true);
  });
});

describe('ownersText', () => {
  const owner = (pid: number, name = 'nginx') => ({ pid, name });

  it('is the first process and how many there are beside it, each once, however many descriptors it has', () => {
    assert.equal(ownersText([], false), '-');
    assert.equal(ownersText([owner(12)], false), '12/nginx');
    assert.equal(ownersText([owner(12), owner(12)], false), '12/nginx');
    assert.equal(ownersText([owner(12), owner(12), owner(13), owner(14)], false), '12/nginx+2');
  });

  it("cuts a name to netstat's width, but for -W, and never what is behind it", () => {
    const name = 'a long name of a process';
    assert.equal(ownersText([owner(1, name)], false), '1/a long name of a ');
    assert.equal(ownersText([owner(1, name), owner(2)], false), '1/a long name of +1');
    assert.equal(ownersText([owner(1, name), owner(2)], true), `1/${name}+1`);
  });
});
