import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { packTls, unpackTls } from '../../../src/sockets/table/tls.ts';
import { ByHand } from '../../support/by-hand.ts';
import { sockdiag } from '../../support/command.ts';
import { fixturePath } from '../../support/fixtures.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { NatWorld, natWorldMissing } from '../../support/nat-world.ts';
import { damagedRows, schemaNamed, validatorOf } from '../../support/schema.ts';
import { skipUnless } from '../../support/skip.ts';

const hasMptcp = existsSync('/proc/sys/net/mptcp/enabled');
const noNat = natWorldMissing();
const RECORD = fixturePath('records/version-2.ndjson');

/** Keys of every kind that a group can have. */
const KEYS =
  'protocol,family,state,localAddress,localPort,remote/24,remote/24/56,local,timer,type,path,pathBytes,shutdown,cookie,tls,' +
  'localAddresses,queueFull,process,program,pid,fd,ownerCount,user,ownerUid,ownerUser,congestion,cgroup,tcpInfo.rtt,memory.drops';
const MEASURES = 'recvQ,rtt,bytes-acked,rmem-alloc,drops,pacing-rate';

/** The views that each schema is of; of each there is at least one row in the world below. */
const VIEWS: readonly (readonly [schema: string, ...views: readonly (readonly string[])[]])[] = [
  ['socket', ['-anp'], ['ls', '-tuwx', '--info', '--memory'], ['ls', '-t', '--rates'], ['ls', '--rates', '--info']],
  ['socket', ...(hasMptcp ? [['ls', '-M', '--info']] : [])],
  ['socket', ['ls', '--columns', '+mark,+tos,+tclass,+congestion,+class-id,+cgroup,+ulp,+tls']],
  [
    'socket-group',
    ['ls', '-tux', '--by', KEYS, '--columns', MEASURES],
    ['ls', '--by', 'route'],
    ['ls', '--by', 'state'],
  ],
  ['socket-group', ['ls', '-t', '--by', 'state', '--rates']],
  ['holder', ['who', '8080'], ['who', '@held'], ['who', 'udp:8081']],
  ['route', ['-r'], ['-r6']],
  ['interface', ['-ia']],
  ['counter', ['-s']],
  ['group', ['-g']],
  ['translation', ...(noNat === undefined ? [['-M']] : [])],
  ['event', ['events', '--replay', RECORD, '--all-present'], ['events', '--replay', RECORD, '--columns', 'all']],
];

function rowsOf(args: readonly string[]): readonly object[] {
  const { code, stdout, stderr } = sockdiag([...args, '--ndjson']);
  assert.deepEqual([code, stderr], [0, ''], args.join(' '));
  const lines = Buffer.from(stdout, 'latin1').toString('utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

describe('the schemas of data', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  let world: ByHand;
  let nat: NatWorld | undefined;
  before(async () => {
    nat = noNat === undefined ? await NatWorld.start() : undefined;
    world = new ByHand();
    await world.run(
      'server = listen(8080)',
      'client, accepted = connect(server)',
      'client.send(b"x" * 1234)',
      'udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.bind(("127.0.0.1", 8081))',
      'named = socket.socket(socket.AF_UNIX); named.bind(b"\\0held"); named.listen()',
      ...(hasMptcp
        ? [
            'def made(): return socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)',
            'both = made(); both.bind(("127.0.0.1", 0)); both.listen(5)',
            'one = made(); one.connect(both.getsockname()); other, _ = both.accept(); one.send(b"x")',
          ]
        : []),
    );
  });
  after(async () => {
    await world.stop();
    await nat?.stop();
  });

  for (const [name, ...views] of VIEWS) {
    for (const view of views) {
      it(`fit every row of ${view.join(' ').replace(RECORD, 'FILE')}, and refuse each with a fault`, () => {
        const validate = validatorOf(name);
        const rows = rowsOf(view);
        assert.ok(rows.length > 0);
        for (const row of rows) {
          assert.ok(validate(row), `${JSON.stringify(row)}: ${JSON.stringify(validate.errors)}`);
          for (const { what, row: damaged } of damagedRows(row, schemaNamed(name))) assert.ok(!validate(damaged), what);
        }
      });
    }
  }

  it('fit rows that are listed again and again', () => {
    const { stdout } = sockdiag(['ls', '-t', '--stamp', '--by', 'state', '--json']);
    const [row] = JSON.parse(stdout);
    assert.equal(typeof row.time, 'string');
    assert.ok(validatorOf('socket-group')(row));
  });

  it('fit whatever the kernel does of TLS', () => {
    const validate = validatorOf('socket');
    for (const word of [0, packTls({ version: '1.3', cipher: 'aes-gcm-256', send: 'kernel', receive: 'program' }) ?? 0])
      assert.ok(validate({ tls: unpackTls(word) }), JSON.stringify(unpackTls(word)));
    assert.ok(!validate({ tls: 1 }));
  });

  it('have every quantity of a group, and every key that people ask for', () => {
    const [group] = rowsOf(['ls', '-t', '--by', KEYS, '--columns', MEASURES]) as {
      key: object;
      sum: object;
      max: object;
    }[];
    assert.equal(Object.keys(group?.key ?? {}).length, KEYS.split(',').length);
    assert.ok(Object.keys(group?.max ?? {}).length > Object.keys(group?.sum ?? {}).length);
  });
});
