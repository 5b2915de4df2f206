import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ByHand } from '../../support/by-hand.ts';
import { sockdiag } from '../../support/command.ts';
import { parseCsv } from '../../support/csv.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';

const NOBODY = 65_534;

const listed = (...args: string[]) => {
  const { code, stdout, stderr } = sockdiag(args);
  assert.deepEqual([code, stderr], [0, '']);
  return stdout;
};
const rows = (...args: string[]) =>
  listed('ls', '--no-header', ...args)
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/ +/));

describe('columns of who a process runs as', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  let world: ByHand;
  let ports: [root: string, nobody: string, unnamed: string];
  before(async () => {
    world = new ByHand();
    const numbers = await world.run<number[]>(
      'servers = [listen() for _ in range(3)]',
      'children = []',
      `for uid, server in zip([${NOBODY}, 54321], servers[1:]):`,
      '    children.append(fork())',
      '    if children[-1] == 0:',
      '        for other in servers:',
      '            if other is not server: other.close()',
      '        os.setgroups([]); os.setresuid(uid, uid, uid)',
      '        time.sleep(600)',
      '        os._exit(0)',
      // Made by root, and held by somebody else.
      'ports = [port(server) for server in servers]',
      'for server in servers[1:]: server.close()',
      'waiting = socket.create_connection(("127.0.0.1", ports[0]))',
      'while not all(os.stat(f"/proc/{child}").st_uid for child in children): time.sleep(0.01)',
      'result = ports',
    );
    ports = numbers.map(String) as typeof ports;
  });
  after(async () => {
    await world.run('for child in children: os.kill(child, 9); os.waitpid(child, 0)');
    await world.stop();
  });

  it('have the number, and the name if there is one, whoever made the socket', () => {
    assert.deepEqual(rows('-tl', '--columns', 'local-port,user,owner-uid,owner-user', '--sort', 'owner-uid'), [
      [ports[0], 'root', '0', 'root'],
      [ports[2], 'root', '54321', '54321'],
      [ports[1], 'root', `${NOBODY}`, 'nobody'],
    ]);
  });

  it('are sort keys, of the first rows too, and unknown comes last', () => {
    assert.deepEqual(rows('-tl', '--columns', 'local-port', '--sort', '-owner-user', '--top', '1'), [[ports[1]]]);
    assert.deepEqual(rows('-t', '--columns', 'owner-user', '--sort', '-owner-uid').at(-1), ['-']);
  });

  it('are data: a number, a text, null for what has no owner', () => {
    const columns = ['--columns', 'localPort,ownerUid,ownerUser', '--sort', '-owner-uid'];
    const [first, second, ...others] = JSON.parse(listed('ls', '-t', '--json', ...columns));
    assert.deepEqual(
      [first, second],
      [
        { localPort: Number(ports[1]), ownerUid: NOBODY, ownerUser: 'nobody' },
        { localPort: Number(ports[2]), ownerUid: 54_321, ownerUser: '54321' },
      ],
    );
    assert.deepEqual(others.at(-1).ownerUid, null);
    assert.deepEqual(parseCsv(listed('ls', '-tl', '--csv', ...columns))[1], [ports[1], `${NOBODY}`, 'nobody']);
    const ofNetstat = JSON.parse(listed('-tln', '--json', '--columns', 'local-port,owner-user'));
    assert.ok(
      ofNetstat.some((row: object) => JSON.stringify(row) === `{"localPort":${ports[1]},"ownerUser":"nobody"}`),
    );
  });

  it('are not told of a change', () => {
    const { code, stdout, stderr } = sockdiag(['events', '--json', '--columns', 'owner-uid']);
    assert.deepEqual([code, stdout], [3, '']);
    assert.match(stderr, /^sockdiag: events: --columns: a change does not say/);
  });
});
