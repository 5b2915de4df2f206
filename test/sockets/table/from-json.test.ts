import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Field } from '../../../src/sockets/table/field.ts';
import { FIELDS } from '../../../src/sockets/table/fields.ts';
import { isSocketJSON } from '../../../src/sockets/table/from-json.ts';
import { TCP_INFO_FIELDS } from '../../../src/sockets/table/tcp-info-fields.ts';
import { Random, randomTable } from '../../support/random-sockets.ts';

type Data = Record<string, unknown>;

const ALL = (Object.entries(FIELDS) as [string, Field][]).filter(([, { hidden }]) => hidden === undefined);

/** Plain data of sockets of every kind, with owners, tcp_info, memory and mark. */
const SOCKETS: Data[] = Array.from({ length: 30 }, (_, seed) =>
  JSON.parse(JSON.stringify(randomTable(new Random(seed), 20))),
)
  .flat()
  .filter((socket: Data) => socket.family === 'unix' || socket.tcpInfo);
const copies = () => SOCKETS.map((socket) => structuredClone(socket));

const NUMBER = [{}, [], [1], true, '1', 'x', -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY];
const OWNER = { pid: 1, fd: 2, name: 'a', comm: 'a' };

/** What is none of a kind. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  u8: [...NUMBER, 2 ** 8],
  u16: [...NUMBER, 2 ** 16],
  u32: [...NUMBER, 2 ** 32],
  boolean: [{}, [], 0, 1, 'true'],
  code: [{}, [], 0, 1, '', 'x', 'constructor', '__proto__', ['CLOSE']],
  text: [{}, [], 1, '', 'a b', '\x1b', 'é', 'x'.repeat(17)],
  id64: [{}, [], 1, '', '-1', '01', '1.5', '0x1', `${2n ** 64n}`, '1'.repeat(21)],
  address: [{}, [], null, 1, '', 'x', '1.2.3', '1.2.3.256', '1::2::3', '[::1]', '::1%lo', '\x1b[2J'],
};

/** Likewise of what a reader of its own reads. */
const WRONG_READ: Readonly<Record<string, readonly unknown[]>> = {
  protocol: [{}, [], null, 6, '', 'x', 'constructor', ['tcp']],
  family: [{}, [], null, 2, '', 'ipv4', 'constructor', ['inet']],
  shutdown: [{}, [], 1, 'x', { receive: true }, { receive: 1, send: 0 }],
  path: [{}, [], 1, true, ['x']],
  localAddresses: [{}, null, 'x', [1], ['x'], [['::1']]],
  remoteAddresses: [{}, null, 'x', [1], ['x'], [['::1']]],
  primaryRemoteAddress: [{}, [], 1, 'x'],
  owners: [
    {},
    null,
    'x',
    [1],
    [null],
    [{ ...OWNER, pid: '1' }],
    [{ ...OWNER, fd: -1 }],
    [{ ...OWNER, name: 1 }],
    [OWNER, { ...OWNER, comm: 'b' }],
  ],
  tcpInfo: [null, [], 'x', 1, { caState: 256 }, { caState: '1' }, { retransmits: 1 }, { caState: 1, rto: 1 }],
  mptcpInfo: [null, [], 'x', 1, { subflows: 256 }, { subflows: '1' }, { token: 1 }],
  tls: [{}, [], 1, 'x', { version: '1.3', cipher: 'x', send: null, receive: null }, { version: '1.3' }],
  memory: [null, [], {}, 'x', { rmemAlloc: 1 }],
};

/** Only the last field of a struct may be missing: a kernel that does not have it yet sends a shorter one. */
const LAST = Object.entries(TCP_INFO_FIELDS).reduce((last, next) => (next[1].at > last[1].at ? next : last))[0];

describe('isSocketJSON', () => {
  it('takes a socket as it takes what it does not know beside what it does', () => {
    for (const socket of copies()) assert.ok(isSocketJSON({ ...socket, further: { anything: [] } }));
  });

  it('takes no socket of which a field has another type, or is beyond what its column holds', () => {
    const taken: string[] = [];
    let tried = 0;
    for (const socket of copies()) {
      for (const [name, { kind, read }] of ALL) {
        if (!(name in socket)) continue;
        for (const wrong of (read ? WRONG_READ[name] : WRONG[kind.is]) ?? assert.fail(name)) {
          tried++;
          if (isSocketJSON({ ...socket, [name]: wrong }))
            taken.push(`${socket.protocol} ${name}: ${JSON.stringify(wrong)}`);
        }
      }
    }
    assert.deepEqual([...new Set(taken)], []);
    assert.ok(tried > 10_000);
  });

  it('takes a socket without what may be unknown, or is asked for, and without nothing else', () => {
    for (const socket of copies()) {
      for (const [name, { mayBeUnknown, asked, read }] of ALL) {
        if (!(name in socket)) continue;
        const { [name]: removed, ...rest } = socket;
        const free = mayBeUnknown || asked !== undefined || name === 'primaryRemoteAddress';
        // A list decides which of its addresses can be the first.
        const decides = name === 'remoteAddresses';
        assert.equal(isSocketJSON(rest), free && !decides, `${name} ${read?.by}`);
        if (mayBeUnknown && name !== 'memory') assert.ok(isSocketJSON({ ...socket, [name]: null }), name);
      }
    }
  });

  it('takes no address of the other family', () => {
    for (const socket of copies().filter(({ family }) => family !== 'unix')) {
      const other = socket.family === 'inet' ? '::1' : '127.0.0.1';
      assert.ok(!isSocketJSON({ ...socket, localAddress: other }));
      assert.ok(!isSocketJSON({ ...socket, family: 'unix' }));
    }
  });

  it('checks every field of tcp_info, and takes those of 64 bits as text too, as records of version 1 have them', () => {
    const whole = SOCKETS.map(({ tcpInfo }) => tcpInfo as Data | undefined).find((info) => info && LAST in info);
    const tcp = SOCKETS.find(({ tcpInfo }) => tcpInfo) as Data;
    assert.ok(whole);
    const takes = (name: string, value: unknown) => isSocketJSON({ ...tcp, tcpInfo: { ...whole, [name]: value } });
    for (const [name, { bits, ...spec }] of Object.entries(TCP_INFO_FIELDS)) {
      for (const wrong of [{}, [], true, 'x', -1, 0.5, 2 ** bits * 2, `${2n ** 64n}`])
        assert.ok(!takes(name, wrong), name);
      assert.equal(takes(name, null), 'none' in spec, name);
      assert.equal(takes(name, `${2n ** 64n - 1n}`), bits === 64, name);
      assert.equal(takes(name, undefined), name === LAST, name);
    }
  });

  it('takes nothing else for a socket', () => {
    for (const data of [undefined, null, 1, '', 'tcp', [], {}, [SOCKETS[0]], new Map()]) assert.ok(!isSocketJSON(data));
  });
});
