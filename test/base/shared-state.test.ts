import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { sharedState } from '../../src/base/shared-state.ts';
import { packageUrl } from '../../src/package-root.ts';

describe('sharedState', () => {
  it('makes a state once for each name', () => {
    const one = sharedState('test.one', () => ({ count: 1 }));
    assert.equal(
      sharedState('test.one', () => ({ count: 2 })),
      one,
    );
    assert.notEqual(
      sharedState('test.two', () => ({ count: 1 })),
      one,
    );
  });

  it('is that of a copy of this file too, and nothing that is enumerated', async () => {
    const one = sharedState('test.copy', () => ({}));
    const { href } = packageUrl('src/base/shared-state.ts');
    const copy = (await import(`${href}?copy`)) as { sharedState: typeof sharedState };
    assert.notEqual(copy.sharedState, sharedState);
    assert.equal(
      copy.sharedState('test.copy', () => ({})),
      one,
    );
    assert.ok(Object.keys(globalThis).every((key) => !key.includes('sockdiag')));
  });

  it('is another one in a worker', async () => {
    sharedState('test.worker', () => ({}));
    const code = `require('node:worker_threads').parentPort.postMessage(Symbol.for('sockdiag.test.worker') in globalThis)`;
    const worker = new Worker(code, { eval: true });
    assert.equal(await new Promise((resolve) => worker.once('message', resolve)), false);
  });
});
