import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { type SocketJSON, snapshot } from '../../src/index.ts';
import { has, run, sockdiag } from '../support/command.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');
const ROOT = 0;
const SOMEONE = 64001;

/**
 * A listener, a connection that is not accepted, one that was and is held, one whose server's side is in FIN_WAIT2 without a file, one that is in
 * TIME_WAIT, and one that its server has left with data to send.
 */
const SERVER = `
import socket, sys
port = int(sys.argv[1])
listener = socket.create_server(("127.0.0.1", port))
def connected(room=None):
    client = socket.socket()
    if room: client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    client.connect(("127.0.0.1", port))
    return client, listener.accept()[0]
held = connected()
half, server = connected()
server.close()
over, server = connected()
server.close()
over.close()
stuck, server = connected(4096)
server.setblocking(False)
try:
    while True: server.send(b"x" * 65536)
except BlockingIOError: pass
server.close()
waiting = socket.create_connection(("127.0.0.1", port))
print("ready", flush=True)
sys.stdin.read()
`;

/** What a socket of the server's side is, by what is known of it; the clients are of no account. */
const SOCKETS = [
  { what: 'a listener', state: 'LISTEN', file: true },
  { what: 'an accepted connection', state: 'ESTABLISHED', file: true },
  { what: 'a connection not yet accepted', state: 'ESTABLISHED', file: false },
  { what: 'what is left of a closed connection', state: 'FIN_WAIT2', file: false },
  { what: 'a connection in TIME_WAIT', state: 'TIME_WAIT', file: false },
  { what: 'an orphan with data to send', state: 'FIN_WAIT1', file: false },
] as const;

describe('the user of a socket', { skip }, () => {
  const servers: ChildProcess[] = [];
  const portOf = (user: number) => 9000 + (user === ROOT ? 0 : 1);

  before(async () => {
    run('ip', ['link', 'set', 'lo', 'up']);
    writeFileSync('/proc/sys/net/ipv4/tcp_tw_reuse', '0');
    for (const user of [ROOT, SOMEONE]) {
      const server = spawn('python3', ['-c', SERVER, `${portOf(user)}`], {
        uid: user,
        gid: user,
        cwd: '/',
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      servers.push(server);
      await once(createInterface({ input: server.stdout as NodeJS.ReadableStream }), 'line');
    }
  });
  after(() => {
    for (const server of servers) server.kill();
  });

  async function found(user: number, source: 'netlink' | 'procfs', { state, file }: (typeof SOCKETS)[number]) {
    const table = await snapshot({ protocols: ['tcp'], families: ['inet'], source, localPorts: [portOf(user)] });
    return table.toJSON().filter((row) => row.state === state && (row.inode !== 0) === file) as SocketJSON[];
  }

  for (const source of ['netlink', 'procfs'] as const) {
    for (const socket of SOCKETS) {
      it(`of ${socket.what}, from ${source}, is ${socket.file ? 'known' : 'never root where none is known'}`, async () => {
        const [ofRoot, ofSomeone] = [await found(ROOT, source, socket), await found(SOMEONE, source, socket)];
        assert.ok(ofRoot.length > 0 && ofSomeone.length > 0);
        for (const { uid } of ofRoot) assert.equal(uid, socket.file ? ROOT : null);
        for (const { uid } of ofSomeone) {
          if (socket.file) assert.equal(uid, SOMEONE);
          // Newer kernels keep the user of a socket that has lost its file.
          else assert.ok(uid === SOMEONE || uid === null, `${uid}`);
        }
      });
    }
  }

  it('is 0 in the listing where it is unknown, as netstat has it', {
    skip: skipUnless(has('netstat'), 'no netstat'),
  }, () => {
    const withoutTimes = (text: string) => text.split('\n').sort();
    assert.deepEqual(withoutTimes(sockdiag(['-tane']).stdout), withoutTimes(run('netstat', ['-tane']).stdout));
  });
});
