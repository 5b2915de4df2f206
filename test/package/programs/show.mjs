// Opens sockets of its own, asks the installed package for them in every way, and prints a JSON line for each: what runs on Node also runs on
// Bun and Deno, under musl and in the emulated machine, so it needs nothing but the package. Its argument is a JSON object: `command` and
// `netstat`, the words that start these programs.
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { snapshot, watch } from 'sockdiag';

const { command, netstat } = JSON.parse(process.argv[2]);

const print = (step, details) => console.log(JSON.stringify({ step, ...details }));

async function listening(...where) {
  const server = createServer();
  server.listen(...where);
  await once(server, 'listening');
  return server;
}

async function openSockets() {
  const server = await listening(0, '127.0.0.1');
  const accepted = once(server, 'connection');
  const client = connect(server.address().port, '127.0.0.1');
  await once(client, 'connect');
  const [peer] = await accepted;
  const server6 = await listening(0, '::1');
  const udp = createSocket('udp4');
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const path = `/tmp/sockdiag-shown-${process.pid}`;
  const unix = await listening(path);
  const ports = { tcp: server.address().port, tcp6: server6.address().port, udp: udp.address().port };
  print('opened', { pid: process.pid, ...ports, client: client.localPort, unix: path, versions: process.versions });
  return { ...ports, path, all: [server, client, peer, server6, udp, unix] };
}

const isOurs =
  ({ tcp, tcp6, udp, path }) =>
  (socket) =>
    socket.path === path || [socket.localPort, socket.remotePort].some((port) => [tcp, tcp6, udp].includes(port));

async function showSnapshot(step, opened, query) {
  const table = await snapshot({ protocols: ['tcp', 'udp', 'unix'], ...query });
  const sockets = [...table].filter(isOurs(opened)).map((socket) => socket.toJSON());
  print(step, { report: table.report, sockets });
}

/** A listener that comes and goes while the stream runs. */
async function showWatch() {
  const changes = [];
  const stream = watch({ protocols: ['tcp'], owners: true, interval: 200, signal: AbortSignal.timeout(60_000) });
  let late;
  let port;
  for await (const batch of stream) {
    if (!late) {
      late = await listening(0, '127.0.0.1');
      port = late.address().port;
      continue;
    }
    // A change that is of no socket, as `late`, has none.
    for (const { type, socket } of batch)
      if (socket?.localPort === port) changes.push({ type, state: socket.state, owners: [...socket.owners] });
    if (changes.at(-1)?.type === 'opened') late.close();
    if (changes.at(-1)?.type === 'closed') break;
  }
  print('watch', { report: stream.report, changes });
}

function showProgram(step, [file, ...args], ...options) {
  const { status, stdout, stderr, error } = spawnSync(file, [...args, ...options], { encoding: 'latin1' });
  print(step, { code: status, stdout, stderr, ...(error && { error: String(error) }) });
}

/** A step that fails says so, and the others are taken all the same. */
async function take(step, taken) {
  try {
    await taken();
  } catch (error) {
    print(step, { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }
}

const opened = await openSockets();
await take('snapshot', () => showSnapshot('snapshot', opened, {}));
await take('procfs', () => showSnapshot('procfs', opened, { source: 'procfs' }));
await take('owners by bpf', () => showSnapshot('owners by bpf', opened, { owners: true, ownerMethod: 'bpf' }));
const procfs = { owners: true, ownerMethod: 'procfs', ownerThreads: 4 };
await take('owners by procfs', () => showSnapshot('owners by procfs', opened, procfs));
await take('watch', showWatch);
await take('command', () => showProgram('command', command, '-antup'));
if (netstat) await take('netstat', () => showProgram('netstat', netstat, '-antup'));
print('end', { addons: readFileSync('/proc/self/maps', 'latin1').match(/\/\S+\.node\b/g) ?? [] });
// Not every runtime closes sockets of its own accord.
process.exit(0);
