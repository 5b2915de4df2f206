import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { packageFile, packageUrl } from '../../../src/package-root.ts';
import { SEARCHES } from '../../support/searches.ts';
import { skipUnless } from '../../support/skip.ts';

const WORLD = packageFile('test/world/reused_pid.py');
const SUPPORT = packageUrl('test/support/searches.ts').href;
const SEARCHES_EACH = 1000;
const NAMESPACE = ['--net', '--pid', '--fork', '--mount-proc', '--kill-child'];
const skip = skipUnless(spawnSync('unshare', [...NAMESPACE, 'true']).status === 0, 'no pid namespace');

/** Searches beside processes that follow each other under one number, and counts the owners it names rightly and wrongly. */
const SEARCH = `
  import { spawn } from 'node:child_process';
  import { once } from 'node:events';
  import { existsSync, readFileSync } from 'node:fs';
  const [support, world, log, name] = process.argv.slice(1);
  const { SEARCHES } = await import(support);
  const { find } = SEARCHES.find((search) => search.name === name);
  const child = spawn('python3', [world, log], { stdio: ['pipe', 'ignore', 'inherit'] });
  while (!existsSync(log)) await new Promise((resolve) => setImmediate(resolve));
  const found = [];
  for (let i = 0; i < ${SEARCHES_EACH}; i++) found.push((await find()).index);
  child.stdin.end();
  await once(child, 'exit');
  const lines = readFileSync(log, 'latin1').trim().split('\\n').map((line) => line.split(/ (.*)/));
  const truth = new Map(lines.map(([inode, process]) => [Number(inode), process]));
  const count = { right: 0, wrong: 0 };
  for (const { triples, processes } of found) {
    for (let at = 0; at < triples.length; at += 3) {
      const process = truth.get(triples[at]);
      const pid = triples[at + 1];
      if (process) count[process === pid + ' ' + Buffer.from(processes.get(pid).comm) ? 'right' : 'wrong']++;
    }
  }
  console.log(JSON.stringify(count));`;

describe('a process that takes over another’s number', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sockdiag-reused-'));
  after(() => rmSync(folder, { recursive: true }));

  for (const [i, { name, skip }] of SEARCHES.entries()) {
    it(`is never named for the other’s sockets, by ${name}`, { skip }, (test) => {
      const node = [process.execPath, '--import', 'tsx', '--input-type=module', '--eval', SEARCH];
      const args = [...NAMESPACE, ...node, SUPPORT, WORLD, join(folder, `log${i}`), name];
      const { status, stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8', timeout: 120_000 });
      assert.equal(status, 0, stderr);
      const { right, wrong } = JSON.parse(stdout) as Record<string, number>;
      test.diagnostic(`${right} owners named rightly`);
      assert.equal(wrong, 0);
      assert.ok((right as number) > 0);
    });
  }
});
