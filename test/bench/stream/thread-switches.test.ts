import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { contextSwitches, threadSwitches } from '../../../bench/stream/thread-switches.ts';

describe('context switches', () => {
  it('of a thread are those it wanted and those it did not', () => {
    assert.equal(contextSwitches('Name:\tnode\nvoluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t3\n'), 15);
  });

  it('are not taken for none where they are not told', () => {
    assert.throws(() => contextSwitches('Name:\tnode\n'), /without context switches/);
    assert.throws(() => contextSwitches('voluntary_ctxt_switches:\t12\n'), /without context switches/);
  });

  it('of a process are those of all its threads, and grow when it waits for something', async () => {
    const before = threadSwitches(process.pid);
    assert.ok(before.threads > 1);
    for (let i = 0; i < 5; i++) await setTimeout(2);
    assert.ok(threadSwitches(process.pid).switches - before.switches >= 5);
  });
});
