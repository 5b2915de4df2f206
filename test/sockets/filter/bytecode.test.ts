import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { endianness } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { isMissing } from '../../../src/base/errors.ts';
import type { Addon } from '../../../src/kernel/addon/addon.ts';
import { loadAddon } from '../../../src/kernel/addon/load-addon.ts';
import { dump, NETLINK_SOCK_DIAG } from '../../../src/kernel/netlink/dump.ts';
import { kernelProgram, portsWanted } from '../../../src/sockets/filter/bytecode.ts';
import { hasPorts, MAX_PORT, type PortFilter } from '../../../src/sockets/filter/ports.ts';
import { type InetRequest, inetDiagRequest } from '../../../src/sockets/netlink/inet-request.ts';
import { decodeReply } from '../../../src/sockets/netlink/reply-decoder.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { AF_INET, AF_INET6, PROTOCOL_NUMBERS, STATE_NUMBERS, STATES } from '../../../src/uapi/sockets.ts';
import { randomNumbers } from '../../support/fixtures.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { attribute, inetDiag, message, reply } from '../../support/nlmsg.ts';
import { skipUnless } from '../../support/skip.ts';
import { World } from '../../support/world.ts';

const { addon, reason } = loadAddon();
const skip =
  skipUnless(addon !== undefined, `no addon: ${reason}`) || skipUnless(!namespaceMissing, `${namespaceMissing}`);

const LITTLE = endianness() === 'LE';
const JMP = 1;
const COMPARISONS: Readonly<Record<number, (local: number, remote: number, port: number) => boolean>> = {
  2: (local, _, port) => local >= port,
  3: (local, _, port) => local <= port,
  4: (_, remote, port) => remote >= port,
  5: (_, remote, port) => remote <= port,
};

interface Operation {
  code: number;
  yes: number;
  no: number;
  port: number;
}

function operationAt(program: Uint8Array, at: number): Operation {
  const view = new DataView(program.buffer, program.byteOffset);
  const [code, yes] = [view.getUint8(at), view.getUint8(at + 1)];
  const port = code === JMP ? 0 : view.getUint16(at + 6, LITTLE);
  if (code !== JMP) assert.equal(view.getUint32(at + 4, LITTLE) & 0xffff, 0, 'a port stands alone');
  return { code, yes, no: view.getUint16(at + 2, LITTLE), port };
}

/** What the kernel asks of a program before it takes it: known codes, and jumps forward to where an operation begins. */
function audit(program: Uint8Array): void {
  assert.ok(program.length >= 4 && program.length + 4 <= 0xffff, `${program.length} bytes`);
  const starts = new Set<number>();
  const targets: number[] = [];
  let at = 0;
  while (at < program.length) {
    const { code, yes, no } = operationAt(program, at);
    assert.ok(code === JMP || code in COMPARISONS, `code ${code}`);
    const least = code === JMP ? 4 : 8;
    assert.ok(yes >= least && no >= least && yes % 4 === 0 && no % 4 === 0, `yes ${yes}, no ${no} at ${at}`);
    assert.ok(at + no <= program.length + 4, `${no} at ${at} leads beyond the end`);
    if (at + no < program.length) targets.push(at + no);
    starts.add(at);
    at += yes;
  }
  assert.equal(at, program.length);
  for (const target of targets) assert.ok(starts.has(target), `${target} is not the beginning of an operation`);
}

/** As the kernel runs it, and in how many operations. */
function run(program: Uint8Array, local: number, remote: number): { taken: boolean; operations: number } {
  let at = 0;
  let operations = 0;
  for (; at < program.length; operations++) {
    const { code, yes, no, port } = operationAt(program, at);
    at += COMPARISONS[code]?.(local, remote, port) ? yes : no;
  }
  return { taken: at === program.length, operations };
}

const everyOther = (count: number) => new Set(Array.from({ length: count }, (_, i) => 2 * i));
const below = (count: number) => new Set(Array.from({ length: count }, (_, i) => i));

function randomPorts(random: (below: number) => number): ReadonlySet<number> {
  const ports = new Set<number>();
  const spread = 1 + random(MAX_PORT + 1);
  for (let i = random(60); i >= 0; i--) {
    const first = random(spread);
    for (let port = first; port <= Math.min(first + random(4), MAX_PORT); port++) ports.add(port);
  }
  return ports;
}

const portProgram = (ports: PortFilter) => kernelProgram(portsWanted(ports)) ?? new Uint8Array(0);

describe('a program for ports', () => {
  it('takes every port of a list and no other', () => {
    for (const ports of [[0], [MAX_PORT], [80], [80, 81], [443, 22, 80, 22], [0, MAX_PORT], [...everyOther(1638)]]) {
      const local = new Set(ports);
      const program = portProgram({ local });
      audit(program);
      for (let port = 0; port <= MAX_PORT; port++)
        assert.equal(run(program, port, 7).taken, local.has(port), `${port}`);
    }
  });

  it('takes what hasPorts() does, of either end or both, whatever the lists', () => {
    const random = randomNumbers(4);
    for (let round = 0; round < 100; round++) {
      const [local, remote] = [randomPorts(random), randomPorts(random)];
      for (const filter of [{ local }, { remote }, { local, remote }] as PortFilter[]) {
        const program = portProgram(filter);
        audit(program);
        const near = (ports: ReadonlySet<number>) => [...ports].flatMap((port) => [port - 1, port, port + 1]);
        for (const port of near(local).filter((port) => port >= 0 && port <= MAX_PORT)) {
          const others = near(remote).filter((port) => port >= 0 && port <= MAX_PORT);
          const other = others[random(others.length)] as number;
          assert.equal(run(program, port, other).taken, hasPorts(filter, port, other), `${port} ${other}`);
        }
      }
    }
  });

  it('has one range for ports that adjoin', () => {
    assert.equal(portProgram({ local: below(5000) }).length, portProgram({ local: new Set([80]) }).length);
  });

  it('looks at few of many ranges', () => {
    const program = portProgram({ local: everyOther(1024) });
    for (let port = 0; port <= MAX_PORT; port += 7) assert.ok(run(program, port, 0).operations <= 1 + 10 + 2);
  });

  it('is never longer than an attribute, and then takes all that lies between', () => {
    for (const count of [1638, 1639, 32768]) {
      const ports = everyOther(count);
      const program = portProgram({ local: ports, remote: ports });
      audit(program);
      const [last] = [...ports].slice(-1) as [number];
      for (const port of ports) assert.ok(run(program, port, last - port).taken);
      assert.equal(run(program, 1, 0).taken, count > 1638);
      if (last < MAX_PORT) assert.equal(run(program, last + 1, 0).taken, false);
    }
  });
});

describe('the request for ports', () => {
  const request = { family: AF_INET, protocol: PROTOCOL_NUMBERS.tcp, states: 0xfff };

  it('has the program in an attribute behind all that a request without ports has', () => {
    const ports = { local: new Set([80, 443]), remote: new Set([0]) };
    const bytes = inetDiagRequest({ ...request, ports });
    const plain = inetDiagRequest(request);
    assert.equal(new DataView(bytes.buffer).getUint32(0, LITTLE), bytes.length);
    assert.deepEqual(bytes.subarray(4, plain.length), plain.subarray(4));
    assert.deepEqual(bytes.subarray(plain.length), attribute(1, portProgram(ports)));
  });

  it('is not all: rows of other ports are dropped, as SCTP gives them', () => {
    const row = (local: number, remote: number, cookie: number) =>
      message(20, inetDiag({ ports: [local, remote], cookie: [cookie, 0] }));
    const bytes = reply(row(80, 1, 1), row(81, 1, 2), row(80, 2, 3), row(80, 1, 4));
    const ports = { local: new Set([80]), remote: new Set([1]) };
    const report = newReport();
    const table = decodeReply(bytes, { ...request, protocol: PROTOCOL_NUMBERS.sctp, ports }, report);
    assert.deepEqual(
      [...table].map(({ cookie }) => cookie),
      [1n, 4n],
    );
    assert.equal(report.duplicates, 0);
  });
});

interface Row {
  cookie: bigint;
  state: string;
  localPort: number;
  remotePort: number;
}

describe('the kernel, asked for ports', { skip }, () => {
  const CONNECTIONS = 300;
  let world: World;
  let server: Server;
  const clients: Socket[] = [];
  before(async () => {
    world = await World.start();
    server = createServer((socket) => clients.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    for (let i = 0; i < CONNECTIONS; i++) {
      const client = connect(portOf(server), '127.0.0.1');
      clients.push(client);
      await new Promise((resolve) => client.once('connect', resolve));
    }
  });
  after(async () => {
    for (const client of clients) client.destroy();
    server.close();
    await world.stop();
  });

  /** What the kernel sends, before anything is dropped here. */
  async function answer(request: InetRequest): Promise<Row[]> {
    const rows: Row[] = [];
    const { ports, ...all } = request;
    for await (const bytes of dump(addon as Addon, NETLINK_SOCK_DIAG, inetDiagRequest(request))) {
      for (const { cookie, state, localPort, remotePort } of decodeReply(bytes, all, newReport()))
        rows.push({ cookie: cookie ?? 0n, state, localPort, remotePort });
    }
    return rows;
  }

  for (const protocol of ['tcp', 'udp', 'udplite', 'raw'] as const) {
    for (const [name, family] of [
      ['IPv4', AF_INET],
      ['IPv6', AF_INET6],
    ] as const) {
      const request = { family, protocol: PROTOCOL_NUMBERS[protocol], states: 0xfff };

      it(`gives of ${protocol} over ${name} the sockets with them and no other, in every state`, async (t) => {
        const all = await answer(request).catch((error: Error) => error);
        if (all instanceof Error && isMissing(all) && !['tcp', 'udp'].includes(protocol)) return t.skip(all.message);
        assert.ok(Array.isArray(all), `${all}`);
        const seen = new Set<string>();
        for (const filter of filtersOf(all)) {
          const wanted: Row[] = all.filter(({ localPort, remotePort }) => hasPorts(filter, localPort, remotePort));
          assert.deepEqual(await answer({ ...request, ports: filter }), wanted, describeFilter(filter));
          if (filter.local && wanted.length < all.length) for (const { state } of wanted) seen.add(state);
        }
        assert.deepEqual(seen, new Set(all.map(({ state }) => state)));
        if (protocol === 'tcp')
          for (const state of STATES)
            assert.ok(['UNKNOWN', 'CLOSE'].includes(state) || seen.has(state), `no ${state} was asked for`);
      });
    }
  }

  const tcp = { family: AF_INET, protocol: PROTOCOL_NUMBERS.tcp };

  it('gives one listener beside many connections of its port', async () => {
    const ports = { local: new Set([portOf(server)]) };
    const listeners = await answer({ ...tcp, states: 1 << STATE_NUMBERS.LISTEN, ports });
    assert.deepEqual(
      listeners.map(({ state, localPort }) => ({ state, localPort })),
      [{ state: 'LISTEN', localPort: portOf(server) }],
    );
    const states = (1 << STATE_NUMBERS.LISTEN) | (1 << STATE_NUMBERS.ESTABLISHED);
    assert.equal((await answer({ ...tcp, states, ports })).length, 1 + CONNECTIONS);
    const remote = { remote: new Set([portOf(server)]) };
    assert.equal((await answer({ ...tcp, states, ports: remote })).length, CONNECTIONS);
  });

  it('gives one of many connections, by both its ports', async () => {
    const port = clients.find(({ remotePort }) => remotePort === portOf(server))?.localPort as number;
    const ports = { local: new Set([port]), remote: new Set([portOf(server)]) };
    assert.equal((await answer({ ...tcp, states: 0xfff, ports })).length, 1);
  });

  it('takes the longest programs there are', async () => {
    const all = await answer({ ...tcp, states: 0xfff });
    for (const local of [below(MAX_PORT), everyOther(32768), new Set([...everyOther(1637), MAX_PORT])]) {
      const filter = { local, remote: everyOther(1638) };
      const given = await answer({ ...tcp, states: 0xfff, ports: filter });
      const program = portProgram(filter);
      const wanted: Row[] = all.filter(({ localPort, remotePort }) => run(program, localPort, remotePort).taken);
      assert.deepEqual(given, wanted);
    }
    assert.ok(all.some(({ localPort, remotePort }) => everyOther(32768).has(localPort) && remotePort === 0));
  });
});

function portOf(server: Server): number {
  return (server.address() as { port: number }).port;
}

/** Each port of some sockets of every state by itself, each pair, and half of all ports together. */
function filtersOf(rows: readonly Row[]): PortFilter[] {
  const some = STATES.flatMap((state) => rows.filter((row) => row.state === state).slice(0, 5));
  const half = (ports: number[]) => new Set([...new Set(ports)].filter((_, i) => i % 2 === 0));
  const local = half(rows.map(({ localPort }) => localPort));
  const remote = half(rows.map(({ remotePort }) => remotePort));
  const single = some.flatMap(({ localPort, remotePort }): PortFilter[] => {
    const [local, remote] = [new Set([localPort]), new Set([remotePort])];
    return [{ local }, { remote }, { local, remote }];
  });
  return [...single, { local }, { remote }, { local, remote }];
}

function describeFilter({ local, remote }: PortFilter): string {
  return `local ${local ? [...local] : 'any'}, remote ${remote ? [...remote] : 'any'}`;
}
