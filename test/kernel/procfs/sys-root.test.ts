import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { ProcRoot } from '../../../src/kernel/procfs/root.ts';
import { sysRoot } from '../../../src/kernel/procfs/sys-root.ts';

describe('sysRoot', () => {
  const before = process.env.HOST_SYS;
  afterEach(() => {
    if (before === undefined) delete process.env.HOST_SYS;
    else process.env.HOST_SYS = before;
  });

  it('is beside /proc, wherever that is', () => {
    delete process.env.HOST_SYS;
    assert.equal(sysRoot(new ProcRoot('/proc')), '/sys');
    assert.equal(sysRoot(new ProcRoot('/host/proc/')), '/host/sys');
  });

  it('is where the environment says', () => {
    process.env.HOST_SYS = '/host/sys/';
    assert.equal(sysRoot(new ProcRoot('/proc')), '/host/sys');
  });
});
