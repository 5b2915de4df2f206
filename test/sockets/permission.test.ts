import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { COMMAND, run } from '../support/command.ts';
import { skipUnless } from '../support/skip.ts';

const [flag] = ['--permission', '--experimental-permission'].filter((name) =>
  process.allowedNodeEnvironmentFlags.has(name),
);
const PERMISSION = [flag ?? '', `--allow-fs-read=${packageFile('')}*`, '--no-warnings'];
const NOT_ALLOWED = /^open \/proc\/net\/tcp: not allowed by Node's --permission$/;

describe('under --permission without /proc', {
  skip: skipUnless(flag !== undefined, 'this Node has no permissions'),
}, () => {
  it('a query resolves, and its report says what may not be read, with owners asked for too', () => {
    const script = `
      import { snapshot } from '${packageFile('dist/index.js')}';
      const { length, report } = await snapshot({ protocols: ['tcp'], families: ['inet'], owners: true });
      console.log(JSON.stringify({ length, tcp: report.sources.tcp, owners: report.owners.complete }));`;
    const { stdout, stderr } = run(process.execPath, [...PERMISSION, '--input-type=module', '-e', script]);
    assert.equal(stderr, '');
    const { length, tcp, owners } = JSON.parse(stdout);
    assert.deepEqual([length, tcp.source, tcp.code, owners], [0, 'none', 'EACCES', false]);
    assert.match(tcp.reason.split('; ').at(-1), NOT_ALLOWED);
  });

  it('the command says of each file that it may not be read', () => {
    const { stderr } = run(process.execPath, [...PERMISSION, COMMAND, '-tan4v']);
    assert.match(stderr, /not allowed by Node's --permission/);
    const statistics = run(process.execPath, [...PERMISSION, COMMAND, '-s']);
    assert.match(statistics.stderr, /^cannot open \/proc\/net\/snmp: Permission denied$/m);
  });
});
