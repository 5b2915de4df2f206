import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { countCalls, systemCalls } from '../../../bench/stream/system-calls.ts';
import { skipUnless } from '../../support/skip.ts';

const canTrace = spawnSync('strace', ['true']).status === 0;

describe('the system calls in a trace', () => {
  const LOG = [
    '18028 100.000001 futex(0x566f9cc, FUTEX_WAIT_BITSET_PRIVATE, 0, NULL <unfinished ...>',
    '18018 100.000002 epoll_pwait(14, [], 1024, 0, NULL, 8) = 0',
    '18018 100.000003 epoll_pwait(14,  <unfinished ...>',
    '18018 105.000000 <... epoll_pwait resumed>[{EPOLLIN, {u32=3}}], 1024, -1, NULL, 8) = 1',
    '18018 105.000001 read(3, "x", 1) = 1',
    '18018 105.000002 epoll_pwait(14,  <unfinished ...>',
    '18028 106.000000 --- SIGURG {si_signo=SIGURG} ---',
    '18018 110.000000 +++ exited with 0 +++',
  ].join('\n');

  it('are those begun after it has settled', () => {
    assert.equal(countCalls(LOG, 1), 2);
    assert.equal(countCalls(LOG, 5.0000005), 1);
    assert.equal(countCalls(LOG, 50), 0);
    assert.equal(countCalls('', 1), 0);
  });

  it('do not count what goes on waiting when the trace ends', () => {
    assert.equal(countCalls('1 100.0 getpid() = 1\n1 109.0 epoll_pwait(14, <detached ...>\n', 1), 0);
  });

  it('are none of a process that waits, and some of one that works', {
    skip: skipUnless(canTrace, 'no strace'),
  }, async () => {
    const [idle, busy] = [spawn('sleep', ['100']), spawn('sh', ['-c', 'while :; do read x < /dev/null; done'])];
    try {
      const [ofIdle, ofBusy] = await Promise.all([idle, busy].map(({ pid }) => systemCalls(pid as number, 1)));
      assert.equal(ofIdle, 0);
      assert.ok((ofBusy as number) > 0);
    } finally {
      for (const child of [idle, busy]) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
    }
  });
});
