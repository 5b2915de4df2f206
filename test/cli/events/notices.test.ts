import assert from 'node:assert/strict';
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { missedLines } from '../../../src/cli/events/notices.ts';
import { sockdiag } from '../../support/command.ts';
import { FakeProc } from '../../support/fake-proc.ts';
import { fixture } from '../../support/fixtures.ts';
import { RunningCommand } from '../../support/running-command.ts';

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

describe('sockdiag events of a part that it cannot read any more', () => {
  const INTERVAL = ['--interval', '0.05'];
  const TEXT = Buffer.from(fixture('proc/net/tcp')).toString('latin1');

  const faults: Readonly<Record<string, (path: string) => void>> = {
    'a folder in its place': (path) => mkdirSync(path),
    'a broken line more': (path) => writeFileSync(path, `${TEXT}what is this\n`),
  };
  for (const [fault, make] of Object.entries(faults)) {
    it(`says so once, in the tick in which that is so, with nothing else going on: ${fault}`, async () => {
      const proc = new FakeProc({ 'net/whole': TEXT, 'net/tcp6': HEADING });
      const net = join(proc.path, 'net');
      make(join(net, 'damaged'));
      // At once: a look must find the one or the other.
      const put = (file: string) => {
        symlinkSync(file, join(net, 'link'));
        renameSync(join(net, 'link'), join(net, 'tcp'));
      };
      put('whole');
      const command = new RunningCommand(['events', '-t', '--procfs', proc.path, ...INTERVAL, '--all-present']);
      const notices = () => command.stderr.match(/^sockdiag: tcp: not all read, so no ends are told: .+$/gm) ?? [];
      await command.until((lines) => lines.some((line) => line.includes(' = ')));
      for (let time = 1; time <= 2; time++) {
        put('damaged');
        await command.untilError(() => notices().length >= time);
        await new Promise((resolve) => setTimeout(resolve, 300));
        assert.equal(notices().length, time, command.stderr);
        put('whole');
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      await command.end('SIGTERM');
      proc.end();
      assert.deepEqual(
        command.lines.filter((line) => !/ = |! late/.test(line)),
        [],
      );
    });
  }
});

const HEADING = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

describe('sockdiag events of what the kernel lacks', () => {
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
