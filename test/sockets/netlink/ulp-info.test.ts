import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Attributes } from '../../../src/kernel/netlink/attributes.ts';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { decodeUlp } from '../../../src/sockets/netlink/ulp-info.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { unpackTls } from '../../../src/sockets/table/tls.ts';
import { UNKNOWN } from '../../../src/sockets/table/unknown.ts';

const NAME = 1;
const TLS = 2;
const MPTCP = 3;

/** An attribute, padded. */
function attribute(type: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array((4 + value.length + 3) & ~3);
  new Uint16Array(bytes.buffer, 0, 2).set([4 + value.length, type]);
  bytes.set(value, 4);
  return bytes;
}

const text = (name: string) => Buffer.from(`${name}\0`);
const u16 = (value: number) => new Uint8Array(new Uint16Array([value]).buffer);
const u32 = (value: number) => new Uint8Array(new Uint32Array([value]).buffer);

function decode(...parts: Uint8Array[]): { table: SocketTable; known: number } {
  const bytes = Uint8Array.from(attribute(19, Buffer.concat(parts)));
  const value = new Attributes('test');
  value.reset(new ReplyBytes(bytes.buffer, bytes.length), 0, bytes.length);
  value.next();
  const table = new SocketTable(1, newReport(), { fields: ['ulp', 'tls', 'mptcpToken'] });
  return { known: decodeUlp(value, table, 0), table };
}

describe('INET_DIAG_ULP_INFO', () => {
  it('has the name, and of TLS what the kernel encrypts', () => {
    const tls = [
      attribute(1, u16(0x304)),
      attribute(2, u16(51)),
      attribute(3, u16(2)),
      attribute(4, u16(1)),
      attribute(5, new Uint8Array(0)),
    ];
    const { table, known } = decode(attribute(NAME, text('tls')), attribute(TLS, Buffer.concat(tls)));
    assert.equal(known, UNKNOWN.ulp | UNKNOWN.tls);
    assert.deepEqual(unpackTls(table.tls?.[0] as number), {
      version: '1.3',
      cipher: 'aes-gcm-128',
      send: 'kernel',
      receive: 'program',
    });
    assert.equal(Buffer.from(table.ulp as Uint8Array).toString(), `tls${'\0'.repeat(13)}`);
  });

  it('has the token of a subflow, but for one that is yet to be joined', () => {
    const subflow = (token: number) =>
      attribute(MPTCP, Buffer.concat([attribute(1, u32(9)), attribute(2, u32(token))]));
    const joined = decode(attribute(NAME, text('mptcp')), subflow(0xfedcba98));
    assert.equal(joined.known, UNKNOWN.ulp | UNKNOWN.mptcpToken);
    assert.equal(joined.table.mptcpToken?.[0], 0xfedcba98);
    assert.equal(decode(subflow(0)).known, 0);
  });

  it('passes over what it does not know, and a name too long for its column is cut', () => {
    const { table, known } = decode(attribute(77, u32(1)), attribute(NAME, text('a'.repeat(40))));
    assert.equal(known, UNKNOWN.ulp);
    assert.equal(Buffer.from(table.ulp as Uint8Array).toString(), 'a'.repeat(16));
  });

  it('is a malformed reply where a value is shorter than its type, or longer than what holds it', () => {
    const malformed = { code: 'ERR_MALFORMED_REPLY' };
    assert.throws(() => decode(attribute(TLS, attribute(1, new Uint8Array(1)))), malformed);
    assert.throws(() => decode(attribute(MPTCP, attribute(2, u16(1)))), malformed);
    assert.throws(() => decode(attribute(TLS, Uint8Array.of(20, 0, 1, 0, 4, 3))), malformed);
  });
});
