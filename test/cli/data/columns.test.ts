import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { socketColumns } from '../../../src/cli/data/columns.ts';

describe('the columns of sockets as data', () => {
  it('are named by any word of a field, and each is there once', () => {
    const names = socketColumns(['local-port', 'sport', 'owner-user', 'rtt']).map(({ name }) => name);
    assert.deepEqual(names, ['localPort', 'ownerUser', 'tcpInfo.rtt']);
  });

  it('are not names for eyes, and which field has the same is said', () => {
    for (const [word, instead] of [
      ['user', 'uid'],
      ['path-bytes', 'path'],
      ['pathBytes', 'path'],
    ] as const)
      assert.throws(() => socketColumns([word]), {
        message: `sockdiag: --columns: '${word}' is for eyes: as data there is '${instead}'`,
      });
  });

  it('are told by the nearest word where none is called so', () => {
    assert.throws(() => socketColumns(['recvq']), { message: /there is no 'recvq': did you mean recv-?q/i });
    assert.throws(() => socketColumns(['constructor']), { message: /there is no 'constructor'/ });
  });
});
