import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseProcessUid } from '../../../src/sockets/owners/process-uid.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('parseProcessUid', () => {
  it('reads the effective one, whatever the process is called', () => {
    const status =
      'Name:\tUid:\\n0\nUmask:\t0022\nState:\tS (sleeping)\nUid:\t1000\t33\t1000\t1000\nGid:\t1\t2\t3\t4\n';
    assert.equal(parseProcessUid(bytes(status)), 33);
    for (let length = 0; length <= status.indexOf('\nGid'); length++)
      assert.equal(parseProcessUid(bytes(status.slice(0, length))), undefined);
    assert.equal(parseProcessUid(bytes('Uid:\ta\tb\tc\td\n')), undefined);
    assert.equal(parseProcessUid(readFileSync('/proc/self/status')), process.geteuid?.());
  });
});
