import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { RunningCommand } from '../../support/running-command.ts';
import { skipUnless } from '../../support/skip.ts';

describe('the examples of sockdiag events', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  const server = createServer((socket) => socket.end());
  let folder: string;
  let timer: NodeJS.Timeout;
  before(() => {
    assert.equal(spawnSync('ip', ['link', 'set', 'lo', 'up']).status, 0);
    folder = mkdtempSync(join(tmpdir(), 'sockdiag-examples-'));
    // Where the record is written and read.
    process.chdir(folder);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      timer = setInterval(
        () =>
          connect(port, '127.0.0.1')
            .on('error', () => {})
            .resume(),
        50,
      );
    });
  });
  after(() => {
    clearInterval(timer);
    server.close();
    process.chdir('/');
    rmSync(folder, { recursive: true });
  });

  for (const { line } of COMMANDS.events.examples) {
    const ends = /--(for|count|replay)/.test(line);

    it(`print lines while sockets change: ${line}`, async () => {
      const command = new RunningCommand(line.split(' ').slice(1));
      if (!ends) await command.until((lines) => lines.length > 0);
      const { code, endedBy } = await command.end(ends ? undefined : 'SIGINT');
      assert.ok(command.lines.length > 0);
      assert.deepEqual({ code, endedBy }, ends ? { code: 0, endedBy: null } : { code: null, endedBy: 'SIGINT' });
      assert.match(command.stderr, /^(\([^\n]* may not be read, [^\n]*\n)?$/);
    });
  }
});
