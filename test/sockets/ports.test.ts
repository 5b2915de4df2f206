import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Query, type SocketJSON, STATES, type State, snapshot } from '../../src/index.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';
import { World } from '../support/world.ts';

const SOURCES = ['netlink', 'procfs'] as const;
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

describe('a query for ports', { skip }, () => {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());

  const rowsOf = async (query: Query) => (await snapshot(query)).toJSON();

  for (const source of SOURCES) {
    describe(`by ${source}`, () => {
      /** All rows but UNIX sockets, and of them those a test wants. */
      async function expect(query: Query, wanted: (row: SocketJSON) => boolean): Promise<SocketJSON[]> {
        const all = (await rowsOf({ source })).filter(({ protocol }) => protocol !== 'unix');
        const rows = await rowsOf({ source, ...query });
        assert.deepEqual(rows.map(identity), all.filter(wanted).map(identity), JSON.stringify(query));
        return rows;
      }

      it('gives the sockets with that local port, of every protocol, family and state', async () => {
        const seen = { protocols: new Set<string>(), families: new Set<string>(), states: new Set<State>() };
        const all = (await rowsOf({ source })).filter(({ protocol }) => protocol !== 'unix');
        for (const port of portsOf(onePerKind(all), 'localPort')) {
          for (const row of await expect({ localPorts: [port] }, ({ localPort }) => localPort === port)) {
            seen.protocols.add(row.protocol);
            seen.families.add(row.family);
            seen.states.add(row.state);
          }
        }
        assert.deepEqual([...seen.families].sort(), ['inet', 'inet6']);
        assert.deepEqual([...seen.states].sort(), STATES.filter((state) => state !== 'UNKNOWN').sort());
        assert.deepEqual(seen.protocols, new Set(all.map(({ protocol }) => protocol)));
      });

      it('gives those with that remote port', async () => {
        const all = (await rowsOf({ source })).filter(({ protocol }) => protocol !== 'unix');
        for (const port of portsOf(onePerKind(all), 'remotePort')) {
          const rows = await expect({ remotePorts: [port] }, ({ remotePort }) => remotePort === port);
          assert.ok(rows.length > 0);
        }
      });

      it('gives what is not connected for the remote port 0', async () => {
        const rows = await expect({ remotePorts: [0] }, ({ remotePort }) => remotePort === 0);
        for (const state of ['LISTEN', 'CLOSE']) assert.ok(rows.some((row) => row.state === state));
      });

      it('wants both ports when both are given, and each of one of its list', async () => {
        const connected = (await rowsOf({ source, protocols: ['tcp'] })).filter(({ remotePort }) => remotePort !== 0);
        const localPorts = portsOf(connected, 'localPort').filter((_, i) => i % 2 === 0);
        const remotePorts = portsOf(connected, 'remotePort').filter((_, i) => i % 3 > 0);
        const wanted = ({ localPort, remotePort }: SocketJSON) =>
          localPorts.includes(Number(localPort)) && remotePorts.includes(Number(remotePort));
        const rows = await expect({ localPorts, remotePorts }, wanted);
        assert.ok(rows.length > 0);
      });

      it('has room for more ports than one request to the kernel can name', async () => {
        const even = Array.from({ length: 32768 }, (_, i) => 2 * i);
        const rows = await expect({ localPorts: even, remotePorts: even }, ({ localPort, remotePort }) =>
          [localPort, remotePort].every((port) => Number(port) % 2 === 0),
        );
        assert.ok(rows.some(({ state }) => state === 'ESTABLISHED'));
      });

      it('narrows protocols, families and states', async () => {
        const listeners = await rowsOf({ source, protocols: ['tcp'], families: ['inet6'], states: ['LISTEN'] });
        for (const { localPort } of listeners) {
          const query: Query = { protocols: ['tcp'], families: ['inet6'], states: ['LISTEN'] };
          await expect(
            { ...query, localPorts: [Number(localPort)] },
            (row) =>
              row.protocol === 'tcp' && row.family === 'inet6' && row.state === 'LISTEN' && row.localPort === localPort,
          );
        }
      });

      it('gives nothing for a port nobody has, nor for no port', async () => {
        const { length, report } = await snapshot({ source, localPorts: [1], remotePorts: [1], protocols: ['tcp'] });
        assert.deepEqual([length, report.sources.tcp?.source], [0, source]);
        assert.deepEqual(await rowsOf({ source, localPorts: [] }), []);
      });

      it('finds the owners of what it gives', async () => {
        const everyone = await rowsOf({ source, protocols: ['udp'], owners: true });
        const ports = portsOf(everyone, 'localPort').slice(0, 5);
        const some = await rowsOf({ source, protocols: ['udp'], owners: true, localPorts: ports });
        assert.deepEqual(
          some.map(({ inode, owners }) => ({ inode, owners })),
          everyone
            .filter(({ localPort }) => ports.includes(Number(localPort)))
            .map(({ inode, owners }) => ({ inode, owners })),
        );
        assert.ok(some.some(({ owners }) => (owners as unknown[]).length > 0));
      });
    });
  }

  it('gives raw sockets by their IP protocol', async () => {
    const rows = await rowsOf({ protocols: ['raw'], localPorts: [89] });
    assert.ok(rows.length > 0 && rows.every(({ localPort }) => localPort === 89));
  });

  it('gives the same by both sources, in the same order', async () => {
    const [netlink, procfs] = await Promise.all(
      SOURCES.map((source) => rowsOf({ source, protocols: ['tcp', 'udp', 'udplite'], remotePorts: [0] })),
    );
    assert.ok(netlink && netlink.length > 0);
    assert.deepEqual(procfs?.map(identity), netlink.map(identity));
  });

  it('still completes the connections not yet made from /proc', async () => {
    const requests = (rows: SocketJSON[]) =>
      rows.filter(({ state }) => state === 'SYN_RECV').map(({ uid, localPort }) => ({ uid, localPort }));
    const query: Query = { protocols: ['tcp'], procFields: ['tcp'] };
    const all = requests(await rowsOf(query));
    const ports = [...new Set(all.filter(({ uid }) => uid !== 0).map(({ localPort }) => Number(localPort)))];
    assert.ok(ports.length > 0);
    assert.deepEqual(
      requests(await rowsOf({ ...query, localPorts: ports })),
      all.filter(({ localPort }) => ports.includes(Number(localPort))),
    );
  });
});

function identity({ protocol, family, state, inode, localAddress, localPort, remoteAddress, remotePort }: SocketJSON) {
  return { protocol, family, state, inode, local: [localAddress, localPort], remote: [remoteAddress, remotePort] };
}

/** A row of each protocol, family and state that is there. */
function onePerKind(rows: readonly SocketJSON[]): SocketJSON[] {
  return [...new Map(rows.map((row) => [`${row.protocol} ${row.family} ${row.state}`, row])).values()];
}

function portsOf(rows: readonly SocketJSON[], end: 'localPort' | 'remotePort'): number[] {
  return [...new Set(rows.map((row) => Number(row[end])))];
}
