import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { ProcRoot } from '../../../src/kernel/procfs/root.ts';
import { fixturePath } from '../../support/fixtures.ts';

const before = process.env.HOST_PROC;

describe('ProcRoot', () => {
  afterEach(() => {
    if (before === undefined) delete process.env.HOST_PROC;
    else process.env.HOST_PROC = before;
  });

  it('is /proc when nobody says otherwise, and reads the own namespace there', () => {
    delete process.env.HOST_PROC;
    for (const root of [new ProcRoot(), new ProcRoot('/proc'), new ProcRoot('/proc/'), new ProcRoot('/tmp/../proc')]) {
      assert.deepEqual([root.path, root.moved, root.net('tcp')], ['/proc', false, '/proc/net/tcp']);
    }
    assert.ok(existsSync('/proc/1/net'), 'there is a namespace of pid 1 that was passed over');
  });

  it("reads pid 1's namespace where /proc is another system's", () => {
    const root = new ProcRoot(fixturePath('proc_host'));
    assert.equal(root.moved, true);
    assert.equal(root.net('tcp'), fixturePath('proc_host/1/net/tcp'));
    assert.notEqual(readFileSync(root.net('tcp'), 'utf8'), readFileSync(fixturePath('proc_host/net/tcp'), 'utf8'));
  });

  it('reads net where a moved root has no 1/net', () => {
    const root = new ProcRoot(fixturePath('proc'));
    assert.deepEqual([root.moved, root.net('unix')], [true, fixturePath('proc/net/unix')]);
  });

  it('takes HOST_PROC when no path is given, and an empty one for none', () => {
    process.env.HOST_PROC = fixturePath('proc');
    assert.equal(new ProcRoot().path, fixturePath('proc'));
    assert.equal(new ProcRoot('').path, fixturePath('proc'));
    assert.equal(new ProcRoot('/proc').moved, false);
    process.env.HOST_PROC = '';
    assert.equal(new ProcRoot().moved, false);
  });

  it('makes a relative path absolute, so that a change of directory does not move it', () => {
    assert.equal(new ProcRoot(relative(process.cwd(), fixturePath('proc'))).path, fixturePath('proc'));
  });
});
