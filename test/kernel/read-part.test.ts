import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { damagedFile, SockdiagError, systemError } from '../../src/base/errors.ts';
import type { Addon } from '../../src/kernel/addon/addon.ts';
import { ProcRoot } from '../../src/kernel/procfs/root.ts';
import { type Part, readPart } from '../../src/kernel/read-part.ts';
import { newTableReport, noteIncomplete } from '../../src/kernel/report.ts';
import type { SourceChoice } from '../../src/kernel/source-choice.ts';

const ENOENT = 2;
const EPERM = 1;
const EIO = 5;
const ENOMEM = 12;
const ENFILE = 23;
const EMFILE = 24;

/** Of a file that is missing, forbidden or damaged, or has something else in its place. */
const OUT_OF_REACH = [
  [ENOENT, 'ENOENT'],
  [EPERM, 'EPERM'],
  [13, 'EACCES'],
  [20, 'ENOTDIR'],
  [EIO, 'EIO'],
  [6, 'ENXIO'],
  [21, 'EISDIR'],
  [27, 'EFBIG'],
  [40, 'ELOOP'],
] as const;

const choice = (more: Partial<SourceChoice> = {}): SourceChoice => ({
  ...{
    root: new ProcRoot(),
    addon: {} as Addon,
    addonPath: undefined,
    addonMissing: undefined,
    netlink: {} as Addon,
    netlinkReason: '',
  },
  procfs: true,
  ...more,
});

/** Items, and then an error when there is one. */
const items = (values: readonly string[], error?: Error) =>
  async function* () {
    yield* values;
    if (error) throw error;
  };

async function read(part: Omit<Part<string>, 'name'>, chosen = choice()) {
  const report = newTableReport();
  const rows: string[] = [];
  for await (const item of readPart({ name: 'part', ...part }, chosen, report)) rows.push(item);
  return { rows, source: report.sources.part };
}

describe('readPart', () => {
  const procfs = items(['from /proc']);

  it('takes what netlink has and leaves /proc alone', async () => {
    const unread = items([], new Error('was read'));
    assert.deepEqual(await read({ netlink: items(['a', 'b']), procfs: unread }), {
      rows: ['a', 'b'],
      source: { source: 'netlink' },
    });
    assert.deepEqual(await read({ netlink: items([]), procfs: unread }), { rows: [], source: { source: 'netlink' } });
  });

  it('falls back to /proc with the reason when netlink has nothing to give', async () => {
    for (const errno of [ENOENT, EPERM]) {
      const { rows, source } = await read({ netlink: items([], systemError('rtnetlink', errno)), procfs });
      assert.deepEqual(rows, ['from /proc']);
      assert.equal(source?.source, 'procfs');
      assert.match(source?.reason ?? '', /^rtnetlink: /);
    }
  });

  it('says why netlink was not asked', async () => {
    const asked = choice({ netlink: undefined, netlinkReason: 'procfs was asked for' });
    assert.deepEqual(await read({ netlink: items(['a']), procfs }, asked), {
      rows: ['from /proc'],
      source: { source: 'procfs', reason: 'procfs was asked for' },
    });
  });

  it('throws what happens behind the first row, and what is no fault of the kernel', async () => {
    const late = systemError('rtnetlink', ENOENT);
    await assert.rejects(read({ netlink: items(['a'], late), procfs }), late);
    const fault = new TypeError('ours');
    await assert.rejects(read({ netlink: items([], fault), procfs }), fault);
  });

  it('replaces no source that was named: what is missing is none, what failed is thrown', async () => {
    const named = choice({ procfs: false });
    const { rows, source } = await read({ netlink: items([], systemError('rtnetlink', ENOENT)), procfs }, named);
    assert.deepEqual([rows, source?.source], [[], 'none']);
    const denied = systemError('rtnetlink', EPERM);
    await assert.rejects(read({ netlink: items([], denied), procfs }, named), denied);
  });

  it('is none where /proc has no such file either, or has it masked, forbidden or damaged, with both reasons and the last code', async () => {
    for (const [errno, code] of OUT_OF_REACH) {
      const { source } = await read({
        netlink: items([], systemError('rtnetlink', EPERM)),
        procfs: items([], systemError('open /proc/net/x', errno)),
      });
      assert.deepEqual([source?.source, source?.code], ['none', code]);
      assert.match(source?.reason ?? '', /^rtnetlink: .*; open \/proc\/net\/x: /);
    }
  });

  it('throws what fails for want of descriptors or memory, before the first row and behind it', async () => {
    for (const errno of [EMFILE, ENFILE, ENOMEM]) {
      const broken = systemError('open /proc/net/x', errno);
      await assert.rejects(read({ procfs: items([], broken) }), broken);
      await assert.rejects(read({ procfs: items(['a'], broken) }), broken);
    }
  });

  it('keeps what a file had before it failed or ended too early, and notes that', async () => {
    for (const failed of [systemError('read /proc/net/x', EIO), damagedFile('/proc/net/x', 'it ends within a line')]) {
      const { rows, source } = await read({ procfs: items(['a'], failed) });
      assert.deepEqual([rows, source], [['a'], { source: 'procfs', reason: failed.message, code: failed.code }]);
    }
  });

  it('keeps what a reader notes of rows that /proc could not complete', async () => {
    const report = newTableReport();
    const failed = systemError('open /proc/net/x', ENOENT);
    const netlink = async function* () {
      yield 'a';
      noteIncomplete(report, 'part', failed);
      yield 'b';
    };
    for await (const _ of readPart({ name: 'part', netlink }, choice(), report));
    assert.deepEqual(report.sources.part, { source: 'netlink', reason: failed.message, code: 'ENOENT' });
  });

  it('keeps what the first of several files had, and notes that another is out of reach', async () => {
    const missing = systemError('open /proc/net/y', ENOENT);
    const { rows, source } = await read({ procfs: items(['a'], missing) });
    assert.deepEqual(rows, ['a']);
    assert.deepEqual(source, { source: 'procfs', reason: missing.message, code: 'ENOENT' });
  });

  it('is none where neither netlink nor /proc has it', async () => {
    const { source } = await read({ netlink: items([], systemError('sock_diag', ENOENT)) });
    assert.deepEqual(source, {
      source: 'none',
      reason: 'sock_diag: no such file or directory; not in /proc',
      code: 'ENOENT',
    });
  });

  it('needs no reason for /proc where there is nothing but /proc', async () => {
    assert.deepEqual(await read({ procfs }), { rows: ['from /proc'], source: { source: 'procfs' } });
    const missing = new SockdiagError('no file', { code: 'ENOENT' });
    assert.deepEqual(await read({ procfs: items([], missing) }), {
      rows: [],
      source: { source: 'none', reason: 'no file', code: 'ENOENT' },
    });
  });
});
