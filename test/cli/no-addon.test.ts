import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sockdiag } from '../support/command.ts';
import { sockdiagOnTerminal } from '../support/on-terminal.ts';
import { RunningCommand } from '../support/running-command.ts';

const LOST = { SOCKDIAG_ADDON: '/nowhere/sockdiag.node' };
const UNWANTED = { SOCKDIAG_NATIVE: '0' };
const LINE = 'sockdiag: no addon: /nowhere/sockdiag.node: not there\n';

const timesIn = (text: string) => text.split(LINE).length - 1;

describe('the command without an addon', () => {
  it('says so, and why, once at a terminal, in every view that asks netlink', () => {
    for (const options of [['-tn'], ['-tnp'], ['-x'], ['-rn'], ['-rn', '-A', 'inet,inet6'], ['-in'], ['-Mn']]) {
      assert.equal(timesIn(sockdiagOnTerminal(options, 'stdout stderr', LOST)), 1, options.join(' '));
    }
  });

  it('says nothing at a terminal where it needs none, or where the user turned it off', () => {
    for (const options of [['-s'], ['-gn'], ['-V'], ['-h']]) {
      assert.equal(timesIn(sockdiagOnTerminal(options, 'stdout stderr', LOST)), 0, options.join(' '));
    }
    assert.doesNotMatch(sockdiagOnTerminal(['-tn'], 'stdout stderr', UNWANTED), /addon/);
  });

  it('says nothing into a pipe, a file or to cron, be it at one end alone', () => {
    for (const options of [['-tn'], ['-tnp'], ['-rn'], ['-in']]) {
      assert.equal(sockdiag(options, LOST).stderr, '', options.join(' '));
    }
    assert.doesNotMatch(sockdiagOnTerminal(['-tn'], 'stderr', LOST), /addon/);
  });

  it('says it with -v in any case, once, and of what is read from /proc no more than that', () => {
    const { stderr } = sockdiag(['-tunv'], LOST);
    assert.equal(stderr, `${LINE}sockdiag: tcp: read from /proc: no addon\nsockdiag: udp: read from /proc: no addon\n`);
    assert.equal(timesIn(sockdiag(['-rnv', '-A', 'inet,inet6'], LOST).stderr), 1);
    assert.match(sockdiag(['-tnv'], UNWANTED).stderr, /^sockdiag: no addon: turned off by SOCKDIAG_NATIVE=0\n/);
  });

  it('says it once of listings that go on', async () => {
    const command = new RunningCommand(['-tnvc', '--interval', '0.1'], LOST);
    await command.untilError(() => command.stderr.split('tcp: read from /proc').length > 3);
    await command.end('SIGTERM');
    assert.equal(timesIn(command.stderr), 1, command.stderr);
  });

  it('says it once of events', async () => {
    const command = new RunningCommand(['events', '-tv', '--interval', '0.1'], LOST);
    await command.untilError(() => command.stderr.includes('are missed: no addon\n'));
    await command.end('SIGTERM');
    assert.equal(timesIn(command.stderr), 1, command.stderr);
  });
});
