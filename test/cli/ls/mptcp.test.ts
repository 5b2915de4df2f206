import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { snapshot } from '../../../src/index.ts';
import { ByHand } from '../../support/by-hand.ts';
import { sockdiag } from '../../support/command.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';

const hasMptcp = existsSync('/proc/sys/net/mptcp/enabled');
const missing = namespaceMissing ?? (hasMptcp ? undefined : 'the kernel has no MPTCP');

describe('sockdiag ls -M', { skip: skipUnless(missing === undefined, missing ?? '') }, () => {
  let world: ByHand;
  before(async () => {
    world = new ByHand();
    await world.run(
      'def made():',
      '    return socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)',
      'server = made(); server.bind(("127.0.0.1", 0)); server.listen(5)',
      'client = made(); client.connect(server.getsockname()); accepted, _ = server.accept()',
      'client.send(b"x" * 321)',
    );
  });
  after(() => world.stop());

  const rows = (...args: string[]) => {
    const { code, stdout, stderr } = sockdiag(['ls', '-M', ...args]);
    assert.deepEqual([code, stderr], [0, '']);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(/ +/));
  };

  it('lists MPTCP connections, with their owners', () => {
    const all = rows('--no-header', '--columns', 'proto,state,process', 'state', 'established');
    assert.deepEqual(all, [
      ['mptcp', 'ESTABLISHED', `${world.pid}/python3`],
      ['mptcp', 'ESTABLISHED', `${world.pid}/python3`],
    ]);
    assert.ok(rows('-t', '--no-header', '--columns', 'proto').flat().includes('tcp'));
  });

  it('has columns of mptcp_info, and with --info some of them', () => {
    const [heading = []] = rows('--info');
    for (const name of ['MPTCP-TOKEN', 'SUBFLOWS-TOTAL', 'MPTCP-INFO.BYTES-SENT', 'RTT'])
      assert.ok(heading.includes(name));
    const tokens = rows('--no-header', '--columns', 'mptcp-token', 'state', 'established').flat();
    assert.equal(new Set(tokens).size, 2);
    for (const token of tokens) assert.match(token, /^\d+$/);
  });

  it('has the same as data, and in groups', () => {
    const json = (...args: string[]) => JSON.parse(sockdiag(['ls', '-M', '--json', ...args]).stdout);
    const [row] = json('--columns', 'protocol,mptcpInfo.token', 'state', 'established');
    assert.equal(row.protocol, 'mptcp');
    assert.equal(typeof row.mptcpInfo.token, 'number');
    assert.ok('subflows' in json('--info', 'state', 'established')[0].mptcpInfo);
    assert.equal(json('--by', 'protocol', 'state', 'established')[0].count, 2);
  });

  it('has every digit of numbers of 64 bits, as the API has', async () => {
    const table = await snapshot({ protocols: ['mptcp'], states: ['ESTABLISHED'], tcpInfo: true });
    const wanted = [...table].map(({ mptcpInfo }) => mptcpInfo?.writeSeq).sort();
    assert.ok(
      wanted.some((number) => number !== undefined && number > 2n ** 53n),
      String(wanted),
    );
    const columns = ['ls', '-M', '--columns', 'write-seq', 'state', 'established'];
    for (const format of ['--json', '--ndjson', '--csv']) {
      const { stdout } = sockdiag([...columns, format]);
      assert.deepEqual((stdout.match(/\d{2,}/g) ?? []).map(BigInt).sort(), wanted, format);
    }
  });
});
