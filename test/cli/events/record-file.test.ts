import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { RecordFile } from '../../../src/cli/events/record-file.ts';
import { COMMAND, sockdiag } from '../../support/command.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { RunningCommand } from '../../support/running-command.ts';
import { skipUnless } from '../../support/skip.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sockdiag-record-'));
});
after(() => rmSync(folder, { recursive: true }));

const fifo = (name: string) => {
  const path = join(folder, name);
  assert.equal(spawnSync('mkfifo', [path]).status, 0);
  return path;
};
const LISTENER = 'require("node:net").createServer().listen("\\0gone" + process.pid)';
const isRecord = (text: string) => /^\{"type":"start",[^\n]*\}\n(\{[^\n]*\}\n)*$/.test(text);

describe('RecordFile', () => {
  it("empties a file with the first bytes, and makes it its owner's alone", async () => {
    const path = join(folder, 'old');
    writeFileSync(path, 'a longer text of before', { mode: 0o666 });
    const file = new RecordFile(path);
    assert.equal(readFileSync(path, 'utf8'), 'a longer text of before');
    await file.write(Buffer.from('one\n'));
    await file.write(Buffer.from('two\n'));
    file.end();
    assert.deepEqual([readFileSync(path, 'utf8'), statSync(path).mode & 0o777], ['one\ntwo\n', 0o600]);
  });

  it('leaves nothing of a stream that never began, and what was there before', () => {
    const [old, fresh] = [join(folder, 'kept'), join(folder, 'fresh')];
    writeFileSync(old, 'kept', { mode: 0o644 });
    for (const path of [old, fresh]) new RecordFile(path).end();
    assert.deepEqual([readFileSync(old, 'utf8'), statSync(old).mode & 0o777], ['kept', 0o644]);
    assert.equal(existsSync(fresh), false);
  });

  it('removes no file that has taken its place meanwhile', () => {
    const path = join(folder, 'replaced');
    const file = new RecordFile(path);
    rmSync(path);
    writeFileSync(path, 'another');
    file.end();
    assert.equal(readFileSync(path, 'utf8'), 'another');
  });
});

describe('--record', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  it('says in one line that nobody reads a pipe, and does not wait', () => {
    const path = fifo('alone');
    const { code, stdout, stderr } = sockdiag(['events', '-t', '--record', path, '--for', '0.1']);
    assert.deepEqual(
      { code, stdout, stderr },
      { code: 1, stdout: '', stderr: `sockdiag: ${path}: nobody reads from it\n` },
    );
  });

  it('writes to a pipe that has a reader', async () => {
    const path = fifo('read');
    // What there is to be told of an empty namespace fits into it.
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const command = new RunningCommand(['events', '-t', '--record', path, '--for', '0.2']);
    assert.deepEqual(await command.end(), { code: 0, endedBy: null });
    const text = readFileSync(reader, 'utf8');
    closeSync(reader);
    assert.ok(isRecord(text), text);
  });

  for (const [what, script] of [
    ['a process of the shell', '"$0" "$1" events -t --for 0.2 --record >(cat > "$2"); wait; sleep 0.2'],
    ['standard output', '"$0" "$1" events -t --for 0.2 --record /dev/stdout > "$2"'],
    ['standard output that is a pipe', '"$0" "$1" events -t --for 0.2 --record /dev/stdout | cat > "$2"'],
    ['a descriptor of the shell', '"$0" "$1" events -t --for 0.2 --record /dev/fd/7 7> "$2"'],
  ] as const) {
    it(`writes to ${what}`, () => {
      const path = join(folder, 'shell');
      const { status, stderr } = spawnSync('bash', ['-c', script, process.execPath, COMMAND, path], {
        encoding: 'utf8',
      });
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      assert.ok(isRecord(readFileSync(path, 'utf8')));
      rmSync(path);
    });
  }

  for (const [what, script] of [
    ['standard output', '"$0" "$1" events -x --all-present --for 1 --record /dev/stdout | head -c 150'],
    ['a process of the shell', '"$0" "$1" events -x --all-present --for 1 --record >(head -c 150)'],
    ['a pipe', 'head -c 150 "$2" & "$0" "$1" events -x --all-present --for 1 --record "$2"'],
  ] as const) {
    it(`ends quietly when the reader of ${what} has gone`, () => {
      const path = fifo('gone');
      // Something happens after the reader has gone.
      const stirred = `for i in 1 2 3 4; do sleep 0.2; timeout 0.15 "$0" -e '${LISTENER}'; done & ${script}; code=$?; wait; exit $code`;
      const args = ['-o', 'pipefail', '-c', stirred, process.execPath, COMMAND, path];
      const { status, stderr } = spawnSync('bash', args, { encoding: 'utf8' });
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      rmSync(path);
    });
  }

  it('writes behind what the shell has put into a descriptor', () => {
    const path = join(folder, 'behind');
    const script = '{ echo first; "$0" "$1" events -t --for 0.2 --record /dev/stdout; } > "$2"';
    assert.equal(spawnSync('bash', ['-c', script, process.execPath, COMMAND, path]).status, 0);
    assert.match(readFileSync(path, 'utf8'), /^first\n\{"type":"start"/);
  });

  it('takes /dev/null', () => {
    assert.deepEqual(sockdiag(['events', '-t', '--record', '/dev/null', '--for', '0.1']).code, 0);
  });
});

describe('--replay of a pipe', () => {
  const text = () => {
    const record = join(folder, 'played');
    assert.equal(sockdiag(['events', '-t', '--record', record, '--for', '0.2']).code, 0);
    return readFileSync(record);
  };

  it('waits for its writer, and reads to the end', async () => {
    const path = fifo('waiting');
    const command = new RunningCommand(['events', '--replay', path]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const writer = spawn('sh', ['-c', 'cat > "$0"', path], { stdio: ['pipe', 'ignore', 'ignore'] });
    writer.stdin?.end(text());
    assert.deepEqual(await command.end(), { code: 0, endedBy: null });
    assert.equal(command.stderr, '');
  });

  it('ends by SIGTERM while it waits', async () => {
    const command = new RunningCommand(['events', '--replay', fifo('nobody')]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(await command.end('SIGTERM'), { code: null, endedBy: 'SIGTERM' });
  });

  it('takes a process of the shell', () => {
    text();
    const script = '"$0" "$1" events --replay <(cat "$2") && "$0" "$1" events --replay /dev/stdin < "$2"';
    const args = ['-c', script, process.execPath, COMMAND, join(folder, 'played')];
    const { status, stderr } = spawnSync('bash', args, { encoding: 'utf8' });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  });
});
