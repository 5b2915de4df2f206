import assert from 'node:assert/strict';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket as TcpSocket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { loadAddon } from '../../../src/kernel/addon/load-addon.ts';
import { DestroyEvents, destroyGroups } from '../../../src/sockets/netlink/destroy-events.ts';
import { NONE } from '../../../src/sockets/netlink/lookups.ts';
import { snapshot } from '../../../src/sockets/snapshot.ts';
import type { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { AF_INET, AF_INET6, PROTOCOL_NUMBERS } from '../../../src/uapi/sockets.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { loopbackUp } from '../../support/loopback.ts';
import { skipUnless } from '../../support/skip.ts';

const { addon, reason } = loadAddon();
const skip =
  skipUnless(!namespaceMissing, `${namespaceMissing}`) || skipUnless(addon !== undefined, `no addon: ${reason}`);

const HOSTS = { inet: '127.0.0.1', inet6: '::1' } as const;

/** Sockets of one family: a listener, a connection, UDP bound and connected. */
class Sockets {
  readonly #open: { close(): void }[] = [];

  async openAll(host: string): Promise<void> {
    const server: Server = createServer().listen(0, host);
    await once(server, 'listening');
    const client: TcpSocket = connect((server.address() as AddressInfo).port, host);
    const [[accepted]] = await Promise.all([once(server, 'connection'), once(client, 'connect')]);
    const bound: UdpSocket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    bound.bind(0, host);
    await once(bound, 'listening');
    const connected: UdpSocket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    connected.connect(bound.address().port, host);
    await once(connected, 'connect');
    this.#open.push(server, bound, connected, { close: () => client.destroy() }, { close: () => accepted.destroy() });
  }

  closeAll(): void {
    for (const socket of this.#open) socket.close();
  }
}

describe('a lookup in the kernel', { skip }, () => {
  const sockets = new Sockets();
  let events: DestroyEvents;

  before(async () => {
    loopbackUp();
    for (const host of Object.values(HOSTS)) await sockets.openAll(host);
    const groups = destroyGroups([AF_INET, AF_INET6], [PROTOCOL_NUMBERS.tcp, PROTOCOL_NUMBERS.udp]);
    const listener = { ended() {}, reading() {}, gap() {}, failed() {} };
    events = new DestroyEvents(addon as never, groups, 1 << 20, listener);
  });
  after(() => {
    sockets.closeAll();
    events?.close();
  });

  async function lookUp(table: SocketTable): Promise<(bigint | null | undefined)[]> {
    const { table: found, rows } = await events.lookups.find(
      table,
      Array.from({ length: table.length }, (_, i) => i),
    );
    return Array.from(rows, (row) => (row === NONE ? undefined : found.at(row)?.cookie));
  }

  for (const protocol of ['tcp', 'udp'] as const) {
    for (const family of ['inet', 'inet6'] as const) {
      it(`finds each ${protocol} socket of ${family} by its addresses, and no other`, async () => {
        const table = await snapshot({ protocols: [protocol], families: [family] });
        // A listener and both ends of a connection; a bound socket and a connected one.
        assert.equal(table.length, protocol === 'tcp' ? 3 : 2);
        assert.deepEqual(
          await lookUp(table),
          Array.from(table, (socket) => socket.cookie),
        );
      });

      it(`finds no ${protocol} socket of ${family} where there is none`, async () => {
        const table = await snapshot({ protocols: [protocol], families: [family] });
        // Nobody has bound this one.
        table.localPort.fill(1);
        assert.deepEqual(
          await lookUp(table),
          Array.from(table, () => undefined),
        );
      });
    }
  }

  it('of the addresses of a connection that was never made finds the listener of its port', async () => {
    const table = await snapshot({ protocols: ['tcp'], families: ['inet'] });
    const listener = Array.from(table).findIndex(({ state }) => state === 'LISTEN');
    const accepted = Array.from(table).findIndex(
      ({ state, localPort }) => state !== 'LISTEN' && localPort === table.localPort[listener],
    );
    table.remotePort[accepted] = 1;
    const found = await lookUp(table);
    assert.equal(found[accepted], table.at(listener)?.cookie);
  });
});
