import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { LineWriter } from '../../../src/cli/output/line-writer.ts';
import { ClosedPipe } from '../../../src/cli/output/stdout.ts';
import { defaultSettings } from '../../../src/cli/settings.ts';
import { openSockets } from '../../../src/cli/views/sockets.ts';
import { loadAddon } from '../../../src/kernel/addon/load-addon.ts';
import { skipUnless } from '../../support/skip.ts';

const skip = skipUnless(loadAddon().addon !== undefined, 'there is no addon');

function openSocketCount(): number {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link.startsWith('socket:')).length;
}

/** The kernel's dump ends on a thread of its own. */
async function settled(wanted: number): Promise<number> {
  for (let i = 0; i < 200 && openSocketCount() !== wanted; i++) await setTimeout(10);
  return openSocketCount();
}

describe('a listing whose dump begins before it is loaded', { skip }, () => {
  const settings = { ...defaultSettings(), families: ['unix' as const], all: true };

  it('leaves no dump open when it cannot write its heading', async () => {
    const before = openSocketCount();
    const out = new LineWriter(() => {
      throw new ClosedPipe();
    }, true);
    const view = await openSockets({ settings: { ...settings, families: ['inet'] }, out });
    assert.ok(openSocketCount() > before, 'it has begun');
    await assert.rejects(view(), ClosedPipe);
    assert.equal(await settled(before), before);
  });

  it('lists what is there when it is called, each time that it is called', async () => {
    const before = openSocketCount();
    const written: number[] = [];
    const out = new LineWriter((bytes) => written.push(bytes.length));
    const view = await openSockets({ settings, out });
    for (let i = 0; i < 3; i++) {
      await view();
      out.flush();
      assert.ok(written.length > i, 'lines');
    }
    assert.equal(await settled(before), before);
  });
});
