import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fillEntry, newEntry } from '../../../../src/cli/netstat/masquerade/from-translation.ts';
import { TranslationRecord } from '../../../../src/masquerade/translation-record.ts';

/** A connection from 10.1.0.2:5001 to 10.1.0.1:80, which goes on from 192.0.2.1:40001 to 192.0.2.2:8080. */
function connection(): TranslationRecord {
  const record = new TranslationRecord();
  const { original, reply } = record;
  record.protocol = 6;
  record.timeout = 90;
  original.source.set([10, 1, 0, 2]);
  original.destination.set([10, 1, 0, 1]);
  [original.sourcePort, original.destinationPort] = [5001, 80];
  reply.source.set([192, 0, 2, 2]);
  reply.destination.set([192, 0, 2, 1]);
  [reply.sourcePort, reply.destinationPort] = [8080, 40001];
  return record;
}

function entryOf(record: TranslationRecord, sequences = true) {
  const entry = newEntry();
  fillEntry(entry, record, sequences);
  return entry;
}

describe("a translated connection in netstat's columns", () => {
  it('has the ends it had before translation, and its timeout in hundredths', () => {
    const { protocol, family, source, destination, sourcePort, destinationPort, expires } = entryOf(connection());
    assert.deepEqual([protocol, family, expires], ['tcp', 2, 9000]);
    assert.deepEqual([...source.subarray(0, 4)], [10, 1, 0, 2]);
    assert.deepEqual([...destination.subarray(0, 4)], [10, 1, 0, 1]);
    assert.deepEqual([sourcePort, destinationPort], [5001, 80]);
  });

  it('has the port it goes on from, or where its source stays the one it goes on to', () => {
    const record = connection();
    assert.equal(entryOf(record).masqueradePort, 40001);
    record.reply.destination.set(record.original.source);
    record.reply.destinationPort = 5001;
    assert.equal(entryOf(record).masqueradePort, 8080);
    record.reply.source.set(record.original.destination);
    record.reply.sourcePort = 80;
    record.reply.destinationPort = 5002;
    assert.equal(entryOf(record).masqueradePort, 5002);
  });

  it('has no expiry while a flow table has it', () => {
    const record = connection();
    record.timeout = -1;
    assert.equal(entryOf(record).expires, null);
  });

  it('has of an ICMP query identifier, type, and identifier behind translation for ports', () => {
    const record = connection();
    for (const flow of [record.original, record.reply]) flow.sourcePort = flow.destinationPort = -1;
    record.protocol = 1;
    [record.original.icmpId, record.original.icmpType] = [513, 8];
    [record.reply.icmpId, record.reply.icmpType] = [514, 0];
    const { protocol, sourcePort, destinationPort, masqueradePort } = entryOf(record);
    assert.deepEqual([protocol, sourcePort, destinationPort, masqueradePort], ['icmp', 513, 8, 514]);
  });

  it('has 0 for ports where the protocol has none, and its number where it has no name', () => {
    const record = connection();
    for (const flow of [record.original, record.reply]) flow.sourcePort = flow.destinationPort = -1;
    record.protocol = 253;
    const { protocol, sourcePort, destinationPort, masqueradePort } = entryOf(record);
    assert.deepEqual([protocol, sourcePort, destinationPort, masqueradePort], ['253', 0, 0, 0]);
  });

  it('has names no wider than the column', () => {
    const record = connection();
    const names = [6, 17, 33, 47, 50, 51, 58, 132, 136].map((protocol) => {
      record.protocol = protocol;
      return entryOf(record).protocol;
    });
    assert.deepEqual(names, ['tcp', 'udp', 'dccp', 'gre', 'esp', 'ah', 'icmp', 'sctp', 'udpl']);
  });

  it('has the adjustment of the sequence numbers of its first direction, and none where none is known', () => {
    const record = connection();
    const of = (sequences: boolean) => {
      const { initialSequence, delta, previousDelta } = entryOf(record, sequences);
      return [initialSequence, delta, previousDelta];
    };
    assert.deepEqual(of(true), [0, 0, 0]);
    assert.deepEqual(of(false), [null, null, null]);
    Object.assign(record.original, { adjusted: true, position: 4_000_000_000, before: -2, after: 7 });
    assert.deepEqual(of(true), [4_000_000_000, 7, -2]);
  });
});
