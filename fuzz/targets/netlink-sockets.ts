import { setImmediate } from 'node:timers/promises';
import { DestroyEvents } from '../../src/sockets/netlink/destroy-events.ts';
import type { DiagRequest } from '../../src/sockets/netlink/diag-request.ts';
import { decodeDestroyed, decodeInetDiag, MSG_LENGTH } from '../../src/sockets/netlink/inet-diag.ts';
import { replyDecoder } from '../../src/sockets/netlink/reply-decoder.ts';
import { decodeUnixDiag } from '../../src/sockets/netlink/unix-diag.ts';
import { ASKED_FIELDS } from '../../src/sockets/table/asked-fields.ts';
import { newReport } from '../../src/sockets/table/report.ts';
import type { SocketTable } from '../../src/sockets/table/socket-table.ts';
import { TablePool } from '../../src/sockets/table/table-pool.ts';
import { AF_INET, AF_INET6, AF_UNIX, PROTOCOL_NUMBERS } from '../../src/uapi/sockets.ts';
import { fakeAddon } from '../../test/support/fake-subscription.ts';
import { randomNumbers } from '../../test/support/fixtures.ts';
import { diagMessages, randomSockets } from '../../test/support/sctp-world.ts';
import { fixtures, messagesOf, payloads } from '../corpus.ts';
import { aroundPayload, wholeReply } from '../guard.ts';
import { netlinkPayload, netlinkReply } from '../mutators/netlink.ts';
import type { Target } from '../target.ts';
import { plainAttributes } from './netlink-messages.ts';
import { usedTable } from './used-table.ts';

const SEEDS = ['tcp_info', 'tcp6_memory', 'udp', 'udplite6', 'subflows', 'mptcp'];
const ASKED = { tcpInfo: true, memory: true, mptcp: true, fields: ASKED_FIELDS };
const INET_DIAG_SHUTDOWN = 8;
const INET_DIAG_SKV6ONLY = 11;
const UNIX_MESSAGE = 16;
/** Its numbers of 64 bits are as near as JSON has them; all others of a socket are of 32. */
const TCP_INFO = /./;

/** Of the last attribute of a type, which counts: its first byte, or null where it has none. */
function lastByte(input: Uint8Array, type: number): number | null {
  const found = plainAttributes(input.subarray(MSG_LENGTH))?.findLast((one) => one.type === type && one.length > 0);
  return found ? (input[MSG_LENGTH + found.from] as number) : null;
}

function inetPayload(name: string, decode: (input: Uint8Array, table: SocketTable) => void): Target {
  return {
    name: `netlink/${name}`,
    seeds: () => payloads(...SEEDS.map((file) => `netlink/${file}.bin`)),
    mutate: netlinkPayload(MSG_LENGTH),
    rounded: TCP_INFO,
    run: (input, fill) => {
      const table = usedTable(1, fill, ASKED);
      decode(input, table);
      const [row] = table.toJSON();
      return {
        value: table.toJSON(),
        disagreement: () => {
          const shutdown = lastByte(input, INET_DIAG_SHUTDOWN);
          const v6only = lastByte(input, INET_DIAG_SKV6ONLY);
          if ((shutdown === null) !== (row?.shutdown == null))
            return `shutdown is ${row?.shutdown}, plainly ${shutdown}`;
          const other = row?.v6only == null ? null : Number(row.v6only);
          if (row?.family === 'inet6' && other !== (v6only === null ? null : Number(v6only !== 0)))
            return `v6only is ${row.v6only}, plainly ${v6only}`;
          const bytes = new DataView(input.buffer, input.byteOffset);
          const inode = bytes.getUint32(68, true);
          return row?.inode === inode || row?.inode === null ? undefined : `inode ${row?.inode}, plainly ${inode}`;
        },
      };
    },
  };
}

const inetDiag = inetPayload('inet-diag', (input, table) => {
  const { reply, start, end } = aroundPayload(input);
  decodeInetDiag(reply, start, end, PROTOCOL_NUMBERS.tcp, table);
});

const mptcp = inetPayload('inet-diag-mptcp', (input, table) => {
  const { reply, start, end } = aroundPayload(input);
  decodeInetDiag(reply, start, end, PROTOCOL_NUMBERS.mptcp, table);
});

const destroyed = inetPayload('destroy-events', (input, table) => {
  const { reply, start, end } = aroundPayload(input);
  decodeDestroyed(reply, start, end, table);
});

const unixDiag: Target = {
  name: 'netlink/unix-diag',
  seeds: () => payloads('netlink/unix.bin', 'netlink/unix_memory.bin'),
  mutate: netlinkPayload(UNIX_MESSAGE),
  run: (input, fill) => {
    const { reply, start, end } = aroundPayload(input);
    const table = usedTable(1, fill, { unix: true, memory: true, fields: ASKED_FIELDS });
    decodeUnixDiag(reply, start, end, table);
    return { value: table.toJSON() };
  },
};

/** A whole reply, decoded into a table that held other rows before; and its messages again as a reply each. */
function dump(name: string, seeds: () => readonly Uint8Array[], header: number, request: DiagRequest): Target {
  return {
    name: `netlink/${name}`,
    seeds,
    mutate: netlinkReply(header),
    rounded: TCP_INFO,
    run: (input, fill) => {
      const report = newReport();
      const tables = new TablePool();
      const unix = request.family === AF_UNIX;
      const sctp = request.protocol === PROTOCOL_NUMBERS.sctp;
      tables.give(usedTable(input.length, fill, { unix, sctp, ...asked(request) }));
      const rows = replyDecoder({ ...request, tables }, report)(wholeReply(input, fill)).toJSON();
      return {
        value: { rows, interrupted: report.interrupted, duplicates: report.duplicates },
        disagreement: () => disagreesByMessage(input, request, rows.length),
      };
    },
  };
}

const asked = ({ tcpInfo, memory, fields }: DiagRequest) => ({ tcpInfo, memory, fields });

function disagreesByMessage(input: Uint8Array, request: DiagRequest, rows: number): string | undefined {
  const decode = replyDecoder(request, newReport());
  const each = messagesOf(input).reduce((sum, message) => sum + decode(wholeReply(message, 0)).length, 0);
  return each === rows ? undefined : `${rows} rows, message by message ${each}`;
}

function sctpReplies(): Uint8Array[] {
  const sockets = randomSockets(randomNumbers(21), 60);
  return ([AF_INET, AF_INET6] as const).map((family) => {
    const some = sockets.filter((socket) => socket.family === family).slice(0, 4);
    return new Uint8Array(Buffer.concat(diagMessages(some, family)));
  });
}

/** What the kernel says of ended sockets, as one read. */
const subscription: Target = {
  name: 'netlink/subscription',
  seeds: () => fixtures('netlink/udp.bin', 'netlink/tcp_info.bin').map(unasked),
  mutate: netlinkReply(MSG_LENGTH),
  rounded: TCP_INFO,
  run: async (input) => {
    const { addon, subscriptions } = fakeAddon();
    const value: unknown[] = [];
    let failure: Error | undefined;
    const listener = {
      ended: (sockets: SocketTable) => value.push(...sockets.toJSON()),
      reading: () => {},
      gap: () => {},
      failed: (error: Error) => {
        failure = error;
      },
    };
    const events = new DestroyEvents(addon, [1], 65_536, listener, ASKED_FIELDS);
    subscriptions[0]?.give(input);
    await setImmediate();
    events.close();
    await setImmediate();
    if (failure) throw failure;
    return { value };
  },
};

/** The first messages of a reply, as if they were sent to a group: nobody asked for them, and they have the number 0. */
function unasked(reply: Uint8Array): Uint8Array {
  const messages = messagesOf(reply.subarray(0, 1500)).map((message) => message.slice());
  for (const message of messages) message.fill(0, 8, 12);
  return new Uint8Array(Buffer.concat(messages));
}

const EVERY_STATE = 0xffffffff;
const inet = (family: number, protocol: number): DiagRequest => ({ family, protocol, states: EVERY_STATE, ...ASKED });

export const NETLINK_SOCKETS: readonly Target[] = [
  inetDiag,
  mptcp,
  destroyed,
  unixDiag,
  subscription,
  dump(
    'tcp-reply',
    () =>
      fixtures('netlink/tcp.bin', 'netlink/tcp_info.bin', 'netlink/tcp6_memory.bin').map((bytes) =>
        bytes.subarray(0, 2048),
      ),
    MSG_LENGTH,
    inet(AF_INET, PROTOCOL_NUMBERS.tcp),
  ),
  dump(
    'udp-reply',
    () => fixtures('netlink/udp.bin', 'netlink/udp6.bin').map((bytes) => bytes.subarray(0, 1024)),
    MSG_LENGTH,
    {
      ...inet(AF_INET6, PROTOCOL_NUMBERS.udp),
      tcpInfo: false,
    },
  ),
  dump('unix-reply', () => fixtures('netlink/unix.bin').map((bytes) => bytes.subarray(0, 1024)), UNIX_MESSAGE, {
    family: AF_UNIX,
    protocol: 0,
    states: EVERY_STATE,
    memory: true,
  }),
  dump('sctp-diag', sctpReplies, MSG_LENGTH, { ...inet(AF_INET6, PROTOCOL_NUMBERS.sctp), tcpInfo: false }),
];
