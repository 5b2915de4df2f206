import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ChangeJSON, Owner } from '../../../src/index.ts';
import { COMMAND, sockdiag } from '../../support/command.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { RunningCommand } from '../../support/running-command.ts';
import { ShortConnections } from '../../support/short-connections.ts';
import { skipUnless } from '../../support/skip.ts';

const CONNECTIONS = 30;

describe('sockdiag events', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  let folder: string;
  let short: ShortConnections;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sockdiag-events-'));
    short = await ShortConnections.start({ connections: CONNECTIONS, seconds: 0.3, lifeMs: 2, bytes: 1500 });
  });
  after(async () => {
    await short.stop();
    rmSync(folder, { recursive: true });
  });

  const begun = (lines: readonly string[]) => lines.some((line) => line.includes('LISTEN'));
  const parsed = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as ChangeJSON);
  const isEnd = (change: ChangeJSON) => change.type === 'closed' && change.unseen === true;

  it('prints every short connection, and records what it prints', async () => {
    const record = join(folder, 'record');
    const command = new RunningCommand([
      'events',
      '-tp',
      '--json',
      '--columns',
      'all',
      '--all-present',
      '--record',
      record,
    ]);
    await command.until(begun);
    const { accepted } = await short.make();
    // Of each connection one end is gone when it is over, the other in TIME_WAIT.
    await command.until((lines) => parsed(lines).filter(isEnd).length >= accepted);
    assert.deepEqual(await command.end('SIGINT'), { code: null, endedBy: 'SIGINT' });
    // A process of this machine that nobody may read is none of this test's business.
    assert.equal(command.stderr.replace(/^\([^\n]* may not be read, [^\n]*\n/, ''), '');
    assert.ok(command.stdout.endsWith('\n'));
    assert.equal(accepted, CONNECTIONS);
    const [first] = parsed(command.lines.filter((line) => line.includes('"LISTEN"')));
    assert.ok(first && 'socket' in first);
    assert.deepEqual(
      (first.socket.owners as Owner[]).map(({ pid }) => pid),
      short.report.servers.slice(0, 1),
    );

    const [start, ...lines] = readFileSync(record, 'utf8').split(/(?<=\n)/);
    assert.equal(lines.join('').replaceAll(/^\{/gm, '{"v":1,'), command.stdout);
    assert.equal(statSync(record).mode & 0o777, 0o600);
    const { type, version, interval, query, report } = JSON.parse(start as string);
    assert.deepEqual({ type, version, interval }, { type: 'start', version: 2, interval: 1000 });
    assert.deepEqual(query.protocols, ['tcp']);
    assert.deepEqual(report.ends, { tcp: { source: 'kernel' } });
    assert.equal(typeof report.owners.complete, 'boolean');
    assert.deepEqual(sockdiag(['events', '--replay', record, '--json', '--columns', 'all', '--all-present']), {
      code: 0,
      stdout: command.stdout,
      stderr: '',
    });
  });

  it('has a readable line for each', async () => {
    const command = new RunningCommand(['events', '-t', '--all-present']);
    await command.until(begun);
    const { accepted } = await short.make();
    const ends = () => command.lines.filter((text) => text.includes(' - ') && text.includes('  unseen  '));
    await command.until(() => ends().length >= accepted);
    await command.end('SIGTERM');
    const end = '127\\.0\\.0\\.1:\\d+ +';
    const figures = '  unseen  age [\\w.<>-]+  sent \\S+B  received \\S+B  rtt \\S+';
    const line = new RegExp(`^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} - tcp   ${end}${end}CLOSE +${figures}(  retrans \\d+)?$`);
    assert.deepEqual(
      ends().filter((text) => !line.test(text)),
      [],
    );
  });

  it('ends with code 0 after so many lines', async () => {
    const command = new RunningCommand(['events', '-t', '--all-present', '--count', '1']);
    assert.deepEqual(await command.end(), { code: 0, endedBy: null });
    assert.equal(command.lines.length, 1);
  });

  it('ends with code 0 after some time', () => {
    const { code, stderr } = sockdiag(['events', '-tu', '--for', '0.3']);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  });

  it('prints what is there however short that time is', () => {
    const { code, stdout } = sockdiag(['events', '-t', '--all-present', '--for', '0.001']);
    assert.equal(code, 0);
    assert.match(stdout, / LISTEN\n/);
  });

  it('ends with code 0 when its reader has gone', async () => {
    const env = { ...process.env, NODE: process.execPath, COMMAND };
    const script = '{ "$NODE" "$COMMAND" events --all-present --json; echo "code $?" >&2; } | true';
    const { stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8', env });
    assert.equal(stderr, 'code 0\n');
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends by ${signal} while it waits`, async () => {
      const command = new RunningCommand(['events', '-t', '--all-present', '--interval', '1000']);
      await command.until(begun);
      assert.deepEqual(await command.end(signal), { code: null, endedBy: signal });
    });
  }

  it('says that short ones are missed where the kernel does not tell of ends, and why', () => {
    const { code, stderr } = sockdiag(['events', '-tuw', '--for', '0.2', '--source', 'procfs']);
    assert.equal(code, 0);
    assert.match(stderr, /^sockdiag: tcp, udp: sockets shorter than the interval are missed: [^\n]+\n$/);
  });

  it('has what listens with -l, from its beginning to its end', async () => {
    const command = new RunningCommand([
      ...['events', '-l', '--columns', 'state,local-port', '--all-present', '--interval', '0.05'],
    ]);
    await command.until(begun);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const ofIt = (lines: readonly string[]) =>
      parsed(lines).filter((change) => 'socket' in change && change.socket.localPort === port);
    await command.until((lines) => ofIt(lines).length > 0);
    await short.make();
    server.close();
    await command.until((lines) => ofIt(lines).length > 1);
    await command.end('SIGTERM');
    assert.deepEqual(
      ofIt(command.lines).map(({ type }) => type),
      ['opened', 'closed'],
    );
    const states = parsed(command.lines).flatMap((change) => ('socket' in change ? change.socket.state : []));
    assert.deepEqual([...new Set(states)], ['LISTEN']);
  });

  it('has UNIX sockets where they are named', async () => {
    const first = createServer().listen(join(folder, 'first'));
    await once(first, 'listening');
    const command = new RunningCommand(['events', '-lx', '--all-present', '--interval', '0.05']);
    await command.until(begun);
    const path = join(folder, 'second');
    const server = createServer().listen(path);
    await once(server, 'listening');
    await command.until((lines) => lines.some((line) => line.includes(' + ')));
    server.close();
    await command.until((lines) => lines.some((line) => line.includes(' - ')));
    first.close();
    await command.end('SIGTERM');
    const shown = command.lines.filter((line) => line.includes(path)).map((line) => line.slice('00:00:00.000 '.length));
    assert.match(shown[0] as string, new RegExp(`^\\+ unix  stream ${path} +LISTEN$`));
    assert.match(shown[1] as string, new RegExp(`^- unix  stream ${path} +LISTEN +age \\S+$`));
    assert.equal(shown.length, 2);
  });

  it('is an error with code 1 where the record cannot be written', () => {
    for (const [path, code] of [
      ['/dev/full', 'ENOSPC'],
      [join(folder, 'no/where'), 'ENOENT'],
      [folder, 'EISDIR'],
    ] as const) {
      const result = sockdiag(['events', '-t', '--record', path]);
      assert.equal(result.code, 1);
      assert.match(result.stderr, new RegExp(`^sockdiag: ${path}: ${code}[^\n]*\n$`));
    }
  });

  it('is an error with code 1 on a full disk', () => {
    const env = { ...process.env, NODE: process.execPath, COMMAND };
    const script = '"$NODE" "$COMMAND" events --all-present > /dev/full';
    const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8', env });
    assert.equal(status, 1);
    assert.match(stderr, /^sockdiag: [^\n]*ENOSPC[^\n]*\n$/);
  });

  it('overwrites a record', async () => {
    const record = join(folder, 'again');
    for (let i = 0; i < 2; i++) assert.equal(sockdiag(['events', '-t', '--record', record, '--for', '0.2']).code, 0);
    assert.equal(readFileSync(record, 'utf8').match(/"type":"start"/g)?.length, 1);
  });

  it('is no subcommand but as the first word', () => {
    const { code, stdout } = sockdiag(['-tln', 'events']);
    assert.equal(code, 0);
    assert.match(stdout, /^Active Internet connections \(only servers\)\n/);
  });

  it('refuses other views with the code for usage, and its options elsewhere', () => {
    for (const args of [
      ['events', '-r'],
      ['events', '-s'],
      ['--all-present'],
      ['-t', '--for', '1'],
      ['-t', 'events', '--count', '1'],
    ]) {
      const { code, stdout, stderr } = sockdiag(args);
      assert.deepEqual({ code, stdout }, { code: 3, stdout: '' }, args.join(' '));
      assert.match(stderr, /^sockdiag: [^\n]+\n$/);
    }
  });
});
