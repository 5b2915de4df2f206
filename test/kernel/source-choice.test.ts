import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadAddon } from '../../src/kernel/addon/load-addon.ts';
import { checkSourceQuery, chooseSource } from '../../src/kernel/source-choice.ts';

const elsewhere = mkdtempSync(join(tmpdir(), 'sockdiag-root-'));
mkdirSync(join(elsewhere, 'net'));
after(() => rmSync(elsewhere, { recursive: true }));

describe('chooseSource', () => {
  it('takes netlink first and /proc beside it', () => {
    const { netlink, netlinkReason, procfs, addon } = chooseSource({});
    assert.equal(netlink, loadAddon().addon);
    assert.equal(addon, loadAddon().addon);
    assert.deepEqual([netlinkReason, procfs], [loadAddon().addon ? '' : 'no addon', true]);
  });

  it('takes what is undefined as what is not there', () => {
    const query = { source: undefined, procRoot: undefined, signal: undefined };
    checkSourceQuery(query);
    assert.deepEqual(chooseSource(query), chooseSource({}));
  });

  it('leaves netlink out where /proc was asked for or is another one, and says so', () => {
    assert.deepEqual(
      [chooseSource({ source: 'procfs' }), chooseSource({ procRoot: elsewhere })].map(({ netlink, netlinkReason }) => [
        netlink,
        netlinkReason,
      ]),
      [
        [undefined, 'procfs was asked for'],
        [undefined, `/proc is ${elsewhere}`],
      ],
    );
  });

  it('says where /proc is, and not that procfs was asked for, of another one', () =>
    assert.equal(chooseSource({ source: 'procfs', procRoot: elsewhere }).netlinkReason, `/proc is ${elsewhere}`));

  it('refuses a procRoot that is no /proc, whose tables would only look empty', () => {
    const file = join(elsewhere, 'file');
    writeFileSync(file, '');
    const odd = join(elsewhere, 'odd');
    mkdirSync(odd);
    writeFileSync(join(odd, 'net'), '');
    for (const [procRoot, code, message] of [
      [odd, 'ENOENT', /^procRoot: not a \/proc, there is no net in it: /],
      [join(elsewhere, 'nowhere'), 'ENOENT', /^procRoot: no such folder: '.*nowhere'$/],
      [file, 'ENOTDIR', /^procRoot: no folder: /],
      [join(elsewhere, 'net'), 'ENOENT', /^procRoot: not a \/proc, there is no net in it: /],
    ] as const) {
      assert.throws(() => chooseSource({ procRoot }), { name: 'SockdiagError', code, message });
    }
  });

  it('leaves /proc out where netlink was asked for, and refuses a /proc that netlink does not know', () => {
    if (loadAddon().addon) assert.equal(chooseSource({ source: 'netlink' }).procfs, false);
    assert.throws(() => chooseSource({ source: 'netlink', procRoot: elsewhere }), /^TypeError: source: /);
  });
});

describe('checkSourceQuery', () => {
  it('names the argument that is wrong', () => {
    for (const [query, message] of [
      [{ source: 'proc' }, /^TypeError: source: unknown 'proc', known are auto, netlink, procfs$/],
      [{ procRoot: 1 }, /^TypeError: procRoot must be a string$/],
      [{ signal: 1 }, /^TypeError: signal must be an AbortSignal$/],
    ] as const) {
      assert.throws(() => checkSourceQuery(query as never), message);
    }
    checkSourceQuery({ source: 'auto', procRoot: '/proc', signal: new AbortController().signal });
  });
});
