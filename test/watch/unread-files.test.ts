import assert from 'node:assert/strict';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Change, type PartSource, snapshots, watch } from '../../src/index.ts';
import { fixturePath } from '../support/fixtures.ts';

const INTERVAL = 20;
/** Looks in which a part stays unread. */
const LOOKS = 3;

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'sockdiag-unread-'));
  mkdirSync(join(root, 'net'));
  for (const file of ['tcp', 'tcp6', 'udp', 'unix'])
    cpSync(join(fixturePath('proc'), 'net', file), join(root, 'net', file));
});
after(() => rmSync(root, { recursive: true }));

/** What becomes of a file in the middle of a stream; undone by putting the file back. */
const FAULTS: Readonly<Record<string, (path: string) => void>> = {
  ENOENT: () => {},
  EACCES: (path) => {
    writeFileSync(path, '');
    chmodSync(path, 0);
    // Root reads everything; a loop of links is what root may not open either.
    if (process.getuid?.() === 0) {
      rmSync(path);
      symlinkSync(path, path);
    }
  },
  EIO: (path) => symlinkSync('/proc/self/mem', path),
  EISDIR: (path) => mkdirSync(path),
  empty: (path) => writeFileSync(path, ''),
  'cut within a line': (path) => writeFileSync(path, readFileSync(`${path}.kept`).subarray(0, 420)),
  garbage: (path) => writeFileSync(path, 'what\nis\nthis\n'),
};

describe('a stream of which a file cannot be read any more', () => {
  for (const [fault, make] of Object.entries(FAULTS)) {
    for (const file of ['tcp', 'tcp6', 'udp', 'unix'] as const) {
      it(`tells no ends of ${file} (${fault}), says so, and goes on when it can be read again`, async () => {
        const path = join(root, 'net', file);
        const kept = `${path}.kept`;
        const other = join(root, 'net', file === 'udp' ? 'tcp' : 'udp');
        const whole = readFileSync(path);
        const others = readFileSync(other);
        const changes: Change[] = [];
        const stream = watch({ procRoot: root, protocols: ['tcp', 'udp', 'unix'], interval: INTERVAL });
        let unread: PartSource | undefined;
        let malformed = 0;
        try {
          for await (const batch of stream) {
            const { report } = batch;
            if (changes.length === 0) {
              assert.ok(report.scan.sources[file]?.source === 'procfs');
              renameSync(path, kept);
              make(path);
              void endOthers(stream.report, 1 + LOOKS, () => writeFileSync(other, headingOf(others)));
            }
            const told = [...batch].filter(({ type }) => type === 'closed' || type === 'opened');
            changes.push(...batch);
            if (told.length === 0) continue;
            unread = report.scan.sources[file];
            malformed = report.scan.malformed[file] ?? 0;
            break;
          }
          const part = (change: Change) => ('socket' in change ? change.socket : undefined);
          const closed = changes.filter(({ type }) => type === 'closed').map(part);
          assert.ok(closed.length > 0, 'of the other file every end is told');
          assert.deepEqual(
            closed.filter((socket) => `${socket?.protocol}${socket?.family === 'inet6' ? 6 : ''}` === file),
            [],
          );
          if (fault === 'garbage') assert.equal(malformed, 3);
          else assert.ok(unread?.code !== undefined, JSON.stringify(unread));
        } finally {
          rmSync(path, { recursive: true, force: true });
          if (readable(kept)) renameSync(kept, path);
          else writeFileSync(path, whole);
          writeFileSync(other, others);
        }
      });
    }
  }

  it('tells the ends of what is gone when its file can be read again', async () => {
    const path = join(root, 'net/udp');
    const whole = readFileSync(path);
    const types: string[] = [];
    const stream = watch({ procRoot: root, protocols: ['udp'], families: ['inet'], interval: INTERVAL });
    for await (const batch of stream) {
      if (types.length === 0) {
        writeFileSync(path, '');
        void endOthers(stream.report, 1 + LOOKS, () => writeFileSync(path, headingOf(whole)));
      }
      types.push(...[...batch].map(({ type }) => type));
      if (types.includes('closed')) {
        assert.equal(batch.report.scan.sources.udp?.code, undefined);
        break;
      }
    }
    writeFileSync(path, whole);
    const count = (wanted: string) => types.filter((type) => type === wanted).length;
    assert.equal(count('closed'), count('present'));
    assert.equal(count('opened'), 0);
  });

  it('gives whole tables of what can be read, each with the reason', async () => {
    const path = join(root, 'net/udp');
    const whole = readFileSync(path);
    writeFileSync(path, '');
    for await (const table of snapshots({ procRoot: root, protocols: ['tcp', 'udp'], interval: INTERVAL })) {
      assert.ok(table.length > 0);
      assert.deepEqual(
        [table.report.sources.udp?.source, table.report.sources.udp?.code],
        ['none', 'ERR_DAMAGED_FILE'],
      );
      break;
    }
    writeFileSync(path, whole);
  });
});

/** Does something after so many looks at the tables. */
async function endOthers(report: { ticks: number }, ticks: number, end: () => void): Promise<void> {
  while (report.ticks <= ticks) await new Promise((resolve) => setTimeout(resolve, INTERVAL / 2));
  end();
}

const headingOf = (file: Uint8Array) => file.subarray(0, file.indexOf(0x0a) + 1);

function readable(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}
