import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { missedLines } from '../../../src/cli/events/notices.ts';
import { sockdiag } from '../../support/command.ts';
import { FakeProc } from '../../support/fake-proc.ts';

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

describe('sockdiag events of what the kernel lacks', () => {
  const HEADING = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
  const run = (files: Readonly<Record<string, string>>, ...options: string[]) => {
    const proc = new FakeProc(files);
    const { code, stderr } = sockdiag(['events', '--procfs', proc.path, '--for', '0.1', ...options]);
    proc.end();
    return { code, stderr: stderr.split('\n').find((line) => line.includes('no support')) };
  };
  const missing = { code: 1, stderr: "sockdiag: no support for `AF INET (raw)' on this system." };

  it('ends with 1 where no IP version that is wanted is there, and says which protocol it is', () => {
    assert.deepEqual(run({ 'net/tcp': HEADING, 'net/raw': HEADING }, '-6w'), missing);
    assert.deepEqual(run({ 'net/tcp': HEADING }, '-w'), missing);
  });

  it('follows what is there of it where one is', () => {
    const there = { code: 0, stderr: undefined };
    assert.deepEqual(run({ 'net/raw6': HEADING }, '-w'), there);
    assert.deepEqual(run({ 'net/raw': HEADING }, '-4w'), there);
  });
});
