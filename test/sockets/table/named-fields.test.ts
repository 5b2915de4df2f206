import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FIELDS } from '../../../src/sockets/table/fields.ts';
import { fieldNamed, fieldWords, NAMED_FIELDS } from '../../../src/sockets/table/named-fields.ts';
import { MEMORY_NAMES } from '../../../src/sockets/table/readers.ts';
import { TCP_INFO_FIELDS } from '../../../src/sockets/table/tcp-info-fields.ts';

describe('the fields that can be named', () => {
  const names = new Set(NAMED_FIELDS.map(({ name }) => name));

  it('are all of the field table but structs, owners and what no getter has', () => {
    const others = new Set(['owners', 'tcpInfo', 'mptcpInfo', 'memory', 'primary', 'socketState']);
    assert.deepEqual(
      Object.keys(FIELDS).filter((name) => !names.has(name)),
      [...others].sort((a, b) => Object.keys(FIELDS).indexOf(a) - Object.keys(FIELDS).indexOf(b)),
    );
  });

  it('are all members of the structs', () => {
    for (const member of Object.keys(TCP_INFO_FIELDS)) assert.ok(names.has(`tcpInfo.${member}`), member);
    for (const member of MEMORY_NAMES) assert.ok(names.has(`memory.${member}`), member);
  });

  it('have one name each', () => assert.equal(names.size, NAMED_FIELDS.length));

  for (const [word, name] of [
    ['recvQ', 'recvQ'],
    ['recv-q', 'recvQ'],
    ['sport', 'localPort'],
    ['dst', 'remoteAddress'],
    ['rtt', 'tcpInfo.rtt'],
    ['tcpInfo.rtt', 'tcpInfo.rtt'],
    ['tcp-info.rtt', 'tcpInfo.rtt'],
    ['comm', 'process'],
    ['drops', 'memory.drops'],
  ] as const) {
    it(`finds ${name} by ${word}`, () => assert.equal(fieldNamed(word)?.name, name));
  }

  it('takes retrans for the total, as ss does, and retransmits and backlog for those of the socket', () => {
    assert.equal(fieldNamed('retrans')?.name, 'tcpInfo.totalRetrans');
    assert.equal(fieldNamed('tcpInfo.retrans')?.name, 'tcpInfo.retrans');
    assert.equal(fieldNamed('retransmits')?.name, 'retransmits');
    assert.equal(fieldNamed('backlog')?.name, 'backlog');
  });

  it('have no word but in camelCase or kebab-case', () => {
    for (const word of fieldWords()) assert.match(word, /^[a-z][A-Za-z0-9.-]*$/);
    assert.equal(fieldNamed('nothing'), undefined);
    assert.equal(fieldNamed('RECVQ'), undefined);
  });
});
