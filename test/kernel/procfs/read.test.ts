import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type ReadAt, readLines } from '../../../src/kernel/procfs/read.ts';

const folder = mkdtempSync(join(tmpdir(), 'sockdiag-read-'));
const path = join(folder, 'lines');

async function chunksOf(file: string, at?: ReadAt): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of readLines(file, undefined, at)) chunks.push(Buffer.from(chunk));
  return chunks;
}

/** Descriptors of this process that have the file open. */
function openHere(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      // The descriptor of this very listing.
      return false;
    }
  }).length;
}

describe('readLines', () => {
  after(() => rmSync(folder, { recursive: true }));

  it('gives a file of any length back byte for byte, in chunks of whole lines', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `${i}:`.padEnd(i % 61, 'x'));
    for (const at of ['thread', 'here'] as const) {
      for (const end of ['\n', '']) {
        writeFileSync(path, lines.join('\n') + end);
        const chunks = await chunksOf(path, at);
        assert.ok(chunks.length > 1);
        for (const chunk of chunks.slice(0, -1)) assert.equal(chunk.at(-1), 0x0a);
        assert.ok(Buffer.concat(chunks).equals(readFileSync(path)));
      }
    }
  });

  it('gives a line that no kernel writes, longer than 64 KiB, as one that no parser can read, wherever it stands', async () => {
    const long = (bytes: number) => 'long '.repeat(bytes).slice(0, bytes);
    const lengths = [64 * 1024, 64 * 1024 + 1, 100_000, 128 * 1024 - 6, 256 * 1024, 3_000_000];
    const texts = lengths.flatMap((bytes) => [
      `first\n${long(bytes)}\nlast\n`,
      `${long(bytes)}\n`,
      `a\n${long(bytes)}`,
    ]);
    for (const text of texts) {
      writeFileSync(path, text);
      const lines = text.split(/(?<=\n)/);
      const expected = lines.map((line) => (line.replace('\n', '').length > 64 * 1024 ? '\0\n' : line)).join('');
      for (const at of ['thread', 'here'] as const) {
        const given = Buffer.concat(await chunksOf(path, at)).toString();
        assert.ok(given === expected, `${text.length} ${at}: ${given.length}, ${expected.length}`);
      }
    }
  });

  it('lets others run between the slices it reads here', async () => {
    writeFileSync(path, 'line\n'.repeat(8_000_000));
    const signal = AbortSignal.timeout(10);
    await assert.rejects(
      async () => {
        for await (const _ of readLines(path, signal, 'here'));
      },
      { name: 'TimeoutError' },
    );
  });

  it('reads what is no regular file not at all: nothing that never ends or waits for a writer', async () => {
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    for (const file of ['/dev/zero', '/dev/null', fifo]) {
      for (const at of ['thread', 'here'] as const) {
        await assert.rejects(chunksOf(file, at), {
          name: 'SockdiagError',
          code: 'ENXIO',
          message: `open ${file}: not a regular file`,
        });
      }
    }
  });

  it('ends with what is no text: the lines before it are given, and little is kept', async () => {
    writeFileSync(path, 'first\n');
    truncateSync(path, 3 * 1024 ** 3);
    for (const at of ['thread', 'here'] as const) {
      const before = process.memoryUsage().rss;
      const chunks: string[] = [];
      const reading = async () => {
        for await (const chunk of readLines(path, undefined, at)) chunks.push(Buffer.from(chunk).toString());
      };
      await assert.rejects(reading(), { code: 'EFBIG', syscall: `read ${path}` });
      assert.deepEqual(chunks, ['first\n', '\0\n']);
      assert.ok(process.memoryUsage().rss - before < 256 * 1024 ** 2);
    }
    writeFileSync(path, '');
  });

  it('gives the lines before a failure, then the failure', async () => {
    // The memory of a process begins with pages that are not there.
    await assert.rejects(chunksOf('/proc/self/mem'), { code: 'EIO', syscall: 'read /proc/self/mem' });
    await assert.rejects(chunksOf('/proc/self/mem', 'here'), { code: 'EIO', syscall: 'read /proc/self/mem' });
  });

  it('says of what cannot be read here what failed', async () => {
    await assert.rejects(chunksOf('/proc/self/net', 'here'), { code: 'EISDIR', syscall: 'read /proc/self/net' });
  });

  it('leaves a chunk as it is while the next ones are read', async () => {
    writeFileSync(path, '0123456789abcde\n'.repeat(100_000));
    const kept: Uint8Array[] = [];
    for await (const chunk of readLines(path)) kept.push(chunk);
    assert.ok(Buffer.concat(kept).equals(readFileSync(path)));
  });

  it('gives nothing of an empty file', async () => {
    writeFileSync(path, '');
    assert.deepEqual(await chunksOf(path), []);
  });

  it('reads a file of /proc, which says its size is 0', async () => {
    assert.ok(Buffer.concat(await chunksOf('/proc/self/status')).includes(`\nPid:\t${process.pid}\n`));
  });

  it('goes on to the end of a file that grows meanwhile', async () => {
    const line = `${'y'.repeat(1023)}\n`;
    writeFileSync(path, line.repeat(1000));
    const fd = openSync(path, 'a');
    let length = 0;
    for await (const chunk of readLines(path)) {
      if (length === 0) writeSync(fd, line.repeat(500));
      length += chunk.length;
    }
    closeSync(fd);
    assert.equal(length, 1500 * 1024);
  });

  it('throws an error that names the call, the path and the errno', async () => {
    await assert.rejects(chunksOf(join(folder, 'absent')), {
      name: 'SockdiagError',
      code: 'ENOENT',
      errno: 2,
      syscall: `open ${folder}/absent`,
      message: `open ${folder}/absent: no such file or directory`,
    });
    await assert.rejects(chunksOf(folder), { code: 'EISDIR', errno: 21, syscall: `read ${folder}` });
  });

  it('closes the file when it is read to its end, left early, or aborted', async () => {
    writeFileSync(path, 'line\n'.repeat(300_000));
    await chunksOf(path);
    assert.equal(openHere(), 0);
    for await (const _ of readLines(path)) {
      assert.equal(openHere(), 1);
      break;
    }
    assert.equal(openHere(), 0);
    const controller = new AbortController();
    const reading = async () => {
      for await (const _ of readLines(path, controller.signal)) controller.abort(new Error('enough'));
    };
    await assert.rejects(reading(), { message: 'enough' });
    assert.equal(openHere(), 0);
  });

  it('ends with a signal that is raised at its last chunk', async () => {
    writeFileSync(path, 'line\n');
    const controller = new AbortController();
    const reading = async () => {
      for await (const _ of readLines(path, controller.signal)) controller.abort(new Error('at the end'));
    };
    await assert.rejects(reading(), { message: 'at the end' });
    assert.equal(openHere(), 0);
  });

  it('does not open the file for a signal that is raised already', async () => {
    const reading = readLines(join(folder, 'absent'), AbortSignal.abort(new Error('before')));
    await assert.rejects(reading.next(), { message: 'before' });
  });

  it('lets other work have its turn between chunks', async () => {
    writeFileSync(path, 'line\n'.repeat(1_000_000));
    let turns = 0;
    let next = setImmediate(function turn() {
      turns++;
      next = setImmediate(turn);
    });
    const chunks = await chunksOf(path);
    clearImmediate(next);
    assert.ok(turns >= chunks.length - 1 && chunks.length > 1, `${turns} turns for ${chunks.length} chunks`);
  });
});
