import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SockdiagError } from '../../../src/base/errors.ts';
import { readSmall } from '../../../src/kernel/procfs/read-small.ts';
import { readParsed, readWhole } from '../../../src/kernel/procfs/read-whole.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sockdiag-whole-'));
});
after(() => rmSync(folder, { recursive: true }));

const ways = {
  readWhole: async (path: string) => (await readWhole(path)).bytes,
  readSmall: async (path: string) => readSmall(path),
};

for (const [name, read] of Object.entries(ways)) {
  describe(name, () => {
    it('reads a file of /proc, which has no size, and one of any length, with or without a line end', async () => {
      assert.match(Buffer.from(await read('/proc/self/status')).toString(), /^Name:\t[\s\S]*\n$/);
      for (const text of ['', 'x', 'a\nb', 'line of a long file\n'.repeat(50_000)]) {
        writeFileSync(join(folder, 'file'), text);
        assert.equal(Buffer.from(await read(join(folder, 'file'))).toString(), text);
      }
    });

    it('says what failed at which path', async () => {
      const missing = join(folder, 'missing');
      await assert.rejects(read(missing), (error) => {
        assert.ok(error instanceof SockdiagError);
        assert.deepEqual([error.code, error.errno, error.syscall], ['ENOENT', 2, `open ${missing}`]);
        return true;
      });
      await assert.rejects(read(folder), { name: 'SockdiagError', code: 'EISDIR', syscall: /^read/ });
    });
  });
}

describe('readParsed', () => {
  it('gives what the parser makes of the whole file, once', async () => {
    writeFileSync(join(folder, 'file'), 'abc\n'.repeat(3));
    const parts: number[] = [];
    for await (const length of readParsed(join(folder, 'file'), (bytes) => bytes.length)) parts.push(length);
    assert.deepEqual(parts, [12]);
  });

  it('ends with the reason of a signal', async () => {
    const reason = new Error('enough');
    const parts = readParsed('/proc/self/status', (bytes) => bytes, { signal: AbortSignal.abort(reason) });
    await assert.rejects(parts.next(), reason);
  });
});
