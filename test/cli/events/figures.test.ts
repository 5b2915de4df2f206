import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { figuresOf } from '../../../src/cli/events/figures.ts';
import { change, FIGURES, LISTENER, TCP, tcpInfo } from '../../support/changes.ts';

const ofInfo = (figures: Parameters<typeof tcpInfo>[0]) =>
  figuresOf(change('closed', { ...TCP, tcpInfo: tcpInfo(figures) }));
const ofAge = (atLeast: number, atMost: number | null) =>
  figuresOf(change('closed', TCP, { age: { atLeast, atMost } }));

describe('figuresOf', () => {
  it('says of a closed one its age, bytes each way, round-trip time and segments sent again, in this order', () => {
    const closed = change(
      'closed',
      { ...TCP, tcpInfo: tcpInfo(FIGURES) },
      { age: { atLeast: 0, atMost: 2 }, unseen: true },
    );
    const figures = ['unseen', 'age <2.0ms', 'sent 3.0kB', 'received 120B', 'rtt 282us', 'retrans 2'];
    assert.deepEqual(figuresOf(closed), figures);
  });

  it('says the age as far as it is known', () => {
    assert.deepEqual(ofAge(1500, 2500), ['age 1.5s-2.5s']);
    assert.deepEqual(ofAge(60_000, 60_100), ['age 1m00s']);
    assert.deepEqual(ofAge(5000, null), ['age >5.0s']);
    assert.deepEqual(ofAge(0, 1000), ['age <1.0s']);
  });

  it('says no age where it may be any', () => assert.deepEqual(ofAge(0, null), []));

  it('has no figures of what was never connected', () => {
    const listener = { ...LISTENER, tcpInfo: tcpInfo({ ...FIGURES, bytesSent: 0, bytesReceived: 0, rtt: 0 }) };
    const age = { atLeast: 0, atMost: 2 };
    assert.deepEqual(figuresOf(change('closed', listener, { age })), ['age <2.0ms']);
    assert.deepEqual(figuresOf(change('closed', listener, { age, unseen: true })), ['unseen', 'age <2.0ms']);
  });

  it('takes numbers of a stream as it takes the text of a record of version 1', () => {
    const { bytesSent, bytesRetrans, bytesReceived } = FIGURES;
    const text = {
      ...FIGURES,
      bytesSent: `${bytesSent}`,
      bytesRetrans: `${bytesRetrans}`,
      bytesReceived: `${bytesReceived}`,
    };
    assert.deepEqual(ofInfo(text), ofInfo(FIGURES));
  });

  it('takes what was acknowledged for what was sent where the kernel does not count that', () =>
    assert.deepEqual(ofInfo({ bytesAcked: 77, bytesReceived: 0 }), ['sent 77B', 'received 0B']));

  it('leaves out a round-trip time that was never measured, segments that were not sent again, and what is not known', () => {
    assert.deepEqual(ofInfo({ bytesSent: 1, rtt: 0, totalRetrans: 0 }), ['sent 1B', 'received 0B']);
    assert.deepEqual(ofInfo({}), []);
  });

  it('says nothing of a socket that is there, whatever is known of it, but when it was never seen alive', () => {
    const socket = { ...TCP, tcpInfo: tcpInfo(FIGURES) };
    for (const type of ['present', 'opened', 'changed', 'owner'] as const)
      assert.deepEqual(figuresOf(change(type, socket)), []);
    assert.deepEqual(figuresOf(change('opened', socket, { unseen: true })).slice(0, 2), ['unseen', 'sent 3.0kB']);
  });
});
