import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packTls, tlsWord, unpackTls } from '../../../src/sockets/table/tls.ts';

describe('what the kernel does of TLS', () => {
  it('has the version, the cipher and who encrypts each way', () => {
    assert.deepEqual(unpackTls(tlsWord(4, 52, 3, 2)), {
      version: '1.3',
      cipher: 'aes-gcm-256',
      send: 'device',
      receive: 'kernel',
    });
  });

  it('has null for what the kernel does not say, and for what this package does not know', () => {
    const nothing = { version: null, cipher: null, send: null, receive: null };
    assert.deepEqual(unpackTls(0), nothing);
    assert.deepEqual(unpackTls(tlsWord(9, 0xffff, 15, 15)), nothing);
  });

  it('comes back from plain data', () => {
    for (const version of [0, 3, 4]) {
      for (const cipher of [0, 51, 58]) {
        for (const send of [0, 1, 4]) {
          const word = tlsWord(version, cipher, send, 2);
          assert.equal(packTls(unpackTls(word)), word);
        }
      }
    }
  });

  it('is no plain data with another word or without one of its keys', () => {
    const tls = { version: '1.3', cipher: 'aes-gcm-128', send: 'kernel', receive: null };
    assert.notEqual(packTls(tls), undefined);
    for (const wrong of [{ version: '1.1' }, { cipher: 'rot13' }, { send: 'nobody' }, { receive: undefined }]) {
      assert.equal(packTls({ ...tls, ...wrong }), undefined);
    }
  });
});
