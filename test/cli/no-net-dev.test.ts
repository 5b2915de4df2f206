import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { interfaces } from '../../src/index.ts';
import { COMMAND, has, run } from '../support/command.ts';
import { FakeProc, fakeProcMissing } from '../support/fake-proc.ts';
import { skipUnless } from '../support/skip.ts';

const missing = has('netstat') ? fakeProcMissing() : 'no netstat to compare with';
const skip = skipUnless(missing === undefined, missing ?? '');

describe('where there is no /proc/net/dev and /proc is asked', { skip }, () => {
  const proc = new FakeProc();
  after(() => proc.end());
  const mounted = (...command: string[]) =>
    run('unshare', ['--mount', 'sh', '-c', 'mount --bind "$0" /proc && exec "$@"', proc.path, ...command]);

  it('-i has names and flags by /sys, in the words of netstat, which has them of interfaces with an IPv4 address', () => {
    const [netstat, ours] = [
      mounted('netstat', '-ia'),
      mounted(process.execPath, COMMAND, '-ia', '--source', 'procfs'),
    ];
    const rows = ours.stdout.split('\n');
    for (const line of netstat.stdout.split('\n')) assert.ok(rows.includes(line), line);
    for (const line of rows.slice(2, -1)) assert.match(line, / - no statistics available - +[A-Z[]/);
    assert.deepEqual([ours.code, ours.stderr], [netstat.code, netstat.stderr]);
  });

  it('interfaces() has those rows without counters, and says why', async () => {
    const all = Array.from(await interfaces({ source: 'netlink' }), ({ name }) => name);
    const script = `const { interfaces } = await import('${new URL('../../dist/index.js', import.meta.url).href}');
      const rows = await interfaces({ source: 'procfs' });
      console.log(JSON.stringify([Array.from(rows, ({ name }) => name), [...rows][0].statistics.rxBytes, rows.report.sources.links]));`;
    const { stdout, stderr } = mounted(process.execPath, '--input-type=module', '-e', script);
    const [names, bytes, links] = JSON.parse(stdout || 'null') ?? assert.fail(stderr);
    assert.deepEqual([names.sort(), bytes], [all.sort(), null]);
    assert.deepEqual([links.source, links.code], ['procfs', 'ENOENT']);
  });
});
