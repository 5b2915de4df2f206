import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { packageUrl } from '../../src/package-root.ts';
import { ByHand } from '../support/by-hand.ts';
import { COMMAND, type Result, run } from '../support/command.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

/** What has a /proc without `net`, as containers and units with `ProcSubset=pid` have it. */
const WITHOUT_NET = ['unshare', '--mount', 'sh', '-c', 'mount -t proc -o subset=pid proc /proc && exec "$@"', 'sh'];
const [program, ...mounting] = WITHOUT_NET as [string, ...string[]];
const mounts = run(program, [...mounting, 'true']).code === 0;
const skip = skipUnless(
  !namespaceMissing && mounts,
  namespaceMissing ?? 'no /proc with subset=pid can be mounted here',
);

const ours = (...options: string[]) => run(process.execPath, [COMMAND, ...options]);
const withoutNet = (...options: string[]) => run(program, [...mounting, process.execPath, COMMAND, ...options]);
const rowsOf = ({ stdout }: Result) => stdout.split('\n').filter((line) => /^(tcp|udp)/.test(line));

describe('where /proc has no net and netlink works', { skip }, () => {
  let hand: ByHand;
  before(async () => {
    hand = new ByHand();
    await hand.run('listener = listen()', 'client, server = connect(listener)', 'pair = socket.socketpair()');
    // Without data its side of the connection stays in SYN_RECV.
    await hand.run('deferred = listen()', 'deferred.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 60)');
    await hand.run('waiting = socket.create_connection(("127.0.0.1", port(deferred)))');
  });
  after(() => hand.stop());

  for (const options of ['-an', '-tan', '-tane', '-tano', '-tanoe', '-uan']) {
    it(`${options} lists every row that netlink gives`, () => {
      const [whole, rest] = [rowsOf(ours(options)), rowsOf(withoutNet(options))];
      const stable = (rows: string[]) => rows.map((row) => row.replace(/SYN_RECV.*|\(\d+\.\d+\/.*/, ''));
      assert.deepEqual(stable(rest), stable(whole));
      assert.ok(options === '-uan' || stable(rest).length > 2);
    });
  }

  it('-tane shows no user of a connection in SYN_RECV, which /proc alone knows, and says why in one line', () => {
    const { stdout, stderr, code } = withoutNet('-tane');
    assert.match(stdout, /SYN_RECV +- +0 /);
    assert.equal(code, 0);
    assert.equal(stderr, 'sockdiag: tcp: not completed from /proc: open /proc/net/tcp: no such file or directory\n');
    assert.equal(withoutNet('-tan').stderr, '');
  });

  it('snapshot() keeps the rows, and its report says what /proc could not add', () => {
    const script = `const { snapshot } = await import('${packageUrl('dist/index.js').href}');
      const table = await snapshot({ protocols: ['tcp'], procFields: ['tcp'] });
      const request = table.toJSON().find(({ state }) => state === 'SYN_RECV');
      console.log(JSON.stringify([table.length > 2, request.uid, table.report.sources.tcp]));`;
    const { stdout, stderr } = run(program, [...mounting, process.execPath, '--input-type=module', '-e', script]);
    const source = { source: 'netlink', reason: 'open /proc/net/tcp: no such file or directory', code: 'ENOENT' };
    assert.deepEqual(JSON.parse(stdout || 'null'), [true, null, source], stderr);
  });

  it('routes and interfaces are listed as with it', () => {
    for (const options of ['-rn', '-ia', '-iae']) {
      assert.deepEqual(withoutNet(options).stdout, ours(options).stdout, options);
    }
    const inet6 = withoutNet('-6rn');
    assert.match(inet6.stdout, /^Kernel IPv6 routing table\n.*\n(.+\n)+$/);
    assert.deepEqual(
      [inet6.code, inet6.stderr],
      [0, 'sockdiag: no Ref and Use of IPv6 routes: /proc/net/ipv6_route: No such file or directory\n'],
    );
  });

  it('of what only /proc has, a line says that it is missing', () => {
    const none = { code: 0, stdout: '', stderr: 'cannot open /proc/net/snmp: No such file or directory\n' };
    assert.deepEqual(withoutNet('-s'), none);
    const { stderr, code } = withoutNet('-gn');
    assert.deepEqual([code, stderr], [1, "sockdiag: no support for `AF INET (igmp)' on this system.\n"]);
  });

  it('events go on', () => {
    const { stdout, code } = withoutNet('events', '-t', '--for', '0.3', '--json', '--all-present');
    assert.equal(code, 0);
    assert.match(stdout, /"type":"present"/);
  });
});
