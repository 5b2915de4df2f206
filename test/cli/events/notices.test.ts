import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { missedLines } from '../../../src/cli/events/notices.ts';

const EPERM = { source: 'polling', reason: 'bind: operation not permitted' } as const;
const NEVER = { source: 'polling', reason: 'the kernel reports none' } as const;

describe('missedLines', () => {
  it('says nothing where the kernel reports ends', () =>
    assert.deepEqual(missedLines({ tcp: { source: 'kernel' }, udp: { source: 'kernel' } }, true), []));

  it('has one line for all of which ends are missed for one reason', () => {
    assert.deepEqual(missedLines({ tcp: EPERM, udp: EPERM, raw: NEVER }, false), [
      'tcp, udp: sockets shorter than the interval are missed: bind: operation not permitted',
    ]);
    assert.deepEqual(missedLines({ tcp: { source: 'kernel' }, udp: { source: 'polling' } }, false), [
      'udp: sockets shorter than the interval are missed',
    ]);
  });

  it('says it of what the kernel never reports when asked', () => {
    const ends = { tcp: { source: 'kernel' }, raw: NEVER, unix: NEVER } as const;
    assert.deepEqual(missedLines(ends, false), []);
    assert.deepEqual(missedLines(ends, true), [
      'raw, unix: sockets shorter than the interval are missed: the kernel reports none',
    ]);
  });
});
