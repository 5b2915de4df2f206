import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { COMMAND, sockdiag } from '../support/command.ts';
import { onTerminal } from '../support/on-terminal.ts';

const ATTACK = 'e\x1b]0;x\x07\n\u009b';
// A listener at the path of its first argument, which a process may choose as freely as its name.
const HOLDER = "require('node:net').createServer().listen(process.argv[1], () => console.log('ready'))";

const shownOf = (...args: string[]) => onTerminal([process.execPath, COMMAND, ...args], 'stdout');

let folder: string;
let holder: ChildProcess;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sockdiag-terminal-'));
  const path = join(folder, `p${ATTACK}q`);
  holder = spawn(process.execPath, ['-e', HOLDER, path], { argv0: ATTACK, stdio: ['ignore', 'pipe', 'inherit'] });
  assert.ok(holder.stdout);
  await once(holder.stdout, 'data');
});
after(async () => {
  if (holder.exitCode === null && holder.kill()) await once(holder, 'exit');
  rmSync(folder, { recursive: true });
});

describe('a terminal', () => {
  for (const source of ['auto', 'procfs', 'netlink']) {
    it(`gets no control byte from the name of a process or of a socket (${source})`, () => {
      const shown = shownOf('-xlp', '--source', source);
      assert.match(shown, new RegExp(` ${holder.pid}/e\\?\\]0;x\\?\\?\\?\\? `));
      assert.match(shown, new RegExp(` ${folder}/pe\\?\\]0;x\\?$`, 'm'));
      const controls = [...shown].filter((byte) => (byte < ' ' && byte !== '\n') || (byte >= '\x7f' && byte < '\xa0'));
      assert.deepEqual(controls, []);
    });

    it(`gets as many lines as a pipe does, so that no name makes a row (${source})`, () => {
      const rows = (text: string) => text.split('\n').filter((line) => line.startsWith('unix ')).length;
      const shown = shownOf('-xl', '--source', source);
      assert.equal(rows(shown), 1);
      assert.equal(shown.split('\n').length, sockdiag(['-xl', '--source', source]).stdout.split('\n').length);
    });
  }

  it('gets each column where a pipe gets it', () => {
    const columns = (text: string) => text.split('\n').map((line) => line.slice(0, 58));
    assert.deepEqual(columns(shownOf('-xl')), columns(sockdiag(['-xl']).stdout));
  });
});

describe('a pipe', () => {
  it('gets the name of a process byte for byte, as from netstat', () => {
    const bytes = Buffer.from(`${holder.pid}/${ATTACK}`, 'utf8').subarray(0, 19).toString('latin1');
    assert.ok(sockdiag(['-xlp']).stdout.includes(` ${bytes.padEnd(20)} `));
  });
});

describe('a terminal at standard error', () => {
  it('gets no control byte from what is named in an error', () => {
    const args = ['--procfs', `/no${ATTACK}`, '-t'];
    const shown = onTerminal([process.execPath, COMMAND, ...args], 'stderr');
    assert.equal(sockdiag(args).code, 1);
    assert.equal(shown.split('\n')[0]?.replace(/[^\n -~]/g, '!'), "sockdiag: --procfs: no such folder: '/noe?]0;x???'");
  });
});
