import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { COMMAND, has, type Result } from '../support/command.ts';
import { Bench, messagesOf } from '../support/differential.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

/** Every option netstat takes, but for -c, -h, -V, -? and -Z, whose effect is not a listing, or not one alone. */
const OPTIONS = [
  ...['-t', '-u', '-U', '-S', '-w', '-x', '-2', '-f', '-g', '-i', '-r', '-s', '-M', '-F', '-C', '-4', '-6'],
  ...['-l', '-a', '-n', '-N', '-e', '-p', '-o', '-W', '-v', '-d'],
  ...['--numeric-hosts', '--numeric-ports', '--numeric-users'],
  ...['--ax25', '--x25', '--ipx', '--netrom', '--rose', '--ddp', '--bluetooth', '--unix'],
  ...['--protocol=ash', '--protocol=econet'],
];
const SCRIPT = packageFile('test/world/quiet_world.py');
const ATTEMPTS = 8;
// What timeout(1) ends with.
const STILL_RUNNING = 124;
// As long as both programs need for a listing, and less than the second until the next.
const SECONDS = '0.9';

const missing = namespaceMissing ?? (has('ip') && has('netstat') ? '' : 'no ip to make a world with, or no netstat');

describe('every option and pair of options', { skip: skipUnless(missing === '', missing) }, () => {
  const bench = new Bench();
  let world: ChildProcess;
  before(async () => {
    world = spawn('python3', [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = await once(createInterface(world.stdout as NodeJS.ReadableStream), 'line');
    assert.equal(line, 'ready');
  });
  after(() => {
    bench.end();
    world.stdin?.end();
  });

  for (const [i, first] of OPTIONS.entries()) {
    it(`lists as netstat lists: ${first}, alone and with each other`, () => {
      const lines = [[first], ...OPTIONS.slice(i).map((second) => [first, second])];
      assert.deepEqual(lines.map((args) => difference(bench, args)).filter(Boolean), []);
    });
  }

  it('counts the packets of an interface whose name has 15 characters, where netstat always shows none', () => {
    const setUp = 'ip link add fifteenletters1 type bridge && ip link set fifteenletters1 up';
    assert.equal(spawnSync('sh', ['-c', setUp]).status, 0);
    const sent = '/sys/class/net/fifteenletters1/statistics/tx_packets';
    // Of its own network namespace, and a bridge that is new has something to say on it.
    const packets = `mount -t sysfs none /sys && until [ $(cat ${sent}) -gt 0 ]; do sleep 0.05; done`;
    spawnSync('unshare', ['--mount', 'sh', '-c', packets], { timeout: 20_000 });
    const counters = ({ stdout }: Result) =>
      stdout
        .split('\n')
        .find((line) => line.startsWith('fifteenletters1'))
        ?.split(/ +/)
        .slice(2, 10)
        .join(' ');
    assert.equal(counters(bench.run('netstat', ['-i'])), '0 0 0 0 0 0 0 0');
    assert.match(counters(bench.run('sockdiag', ['-i'])) ?? '', /^0 0 0 0 [1-9]\d* 0 0 0$/);
    assert.equal(spawnSync('ip', ['link', 'delete', 'fifteenletters1']).status, 0);
  });

  it('lists as netstat lists in the first listing of -c, alone and with each other', () => {
    // Names are not looked up: several runs at once would move each other's counters.
    const lines = ['-d', ...OPTIONS].map((option) => ['-c', '-n', option]);
    const results = both(bench, lines);
    assert.deepEqual(
      lines.flatMap(
        (args, i) => describeDifference(args, results[2 * i] as Result, results[2 * i + 1] as Result) ?? [],
      ),
      [],
    );
  });
});

/** What differs, in words; undefined when nothing does. What moved between two looks is looked at again. */
function difference(bench: Bench, args: readonly string[]): string | undefined {
  for (let attempt = 1; ; attempt++) {
    const found = describeDifference(args, bench.run('netstat', args), bench.run('sockdiag', args));
    if (found === undefined || attempt === ATTEMPTS) return found;
  }
}

function describeDifference(args: readonly string[], netstat: Result, ours: Result): string | undefined {
  const line = args.join(' ');
  if (/no support for `ip_masquerade'/.test(netstat.stderr)) return masqueradeDifference(line, ours);
  if (ours.code !== netstat.code) return `${line}: exit code ${ours.code} and not ${netstat.code}: ${ours.stderr}`;
  const [mine, theirs] = [messagesOf(ours.stderr), known(messagesOf(netstat.stderr))];
  if (mine !== theirs) return `${line}: stderr ${JSON.stringify(mine)} and not ${JSON.stringify(theirs)}`;
  const [a, b] = [lines(ours), lines(netstat)];
  const at = b.findIndex((text, i) => text !== a[i]);
  if (at < 0 && a.length === b.length) return undefined;
  return `${line}: line ${at + 1} ${JSON.stringify(a[at])} and not ${JSON.stringify(b[at])}`;
}

/** netstat's file has not been there since Linux 2.2; ours lists what conntrack has, which is nothing here. */
function masqueradeDifference(line: string, { stdout, stderr, code }: Result): string | undefined {
  const empty = stdout === '' && (code === 0 || code === STILL_RUNNING);
  return empty || /ip_masquerade/.test(stderr) ? undefined : `${line}: exit code ${code}: ${stdout}${stderr}`;
}

/** netstat looks at errno after it was changed: the file is not there either. */
function known(messages: string): string {
  return messages.replace(/^(\/proc\/net\/nr_neigh: )Invalid argument$/m, '$1No such file or directory');
}

/** Without netstat's own name, which is in a message it prints among its output. */
function lines({ stdout }: Result): string[] {
  return stdout.replace(/^(netstat|sockdiag): /gm, '').split('\n');
}

/** Runs both programs on many command lines that do not end, all at once for a moment: they sleep most of it. */
function both(bench: Bench, lines: readonly (readonly string[])[]): Result[] {
  const commands = lines.flatMap((args) => [
    ['netstat', ...args],
    [process.execPath, COMMAND, ...args],
  ]);
  const script = commands.map((words, i) => {
    const file = join(bench.directory, `sweep.${i}`);
    const command = words.map((word) => `'${word}'`).join(' ');
    // Few at a time, so that each has its listing out in time.
    return `timeout ${SECONDS} ${command} > ${file}.out 2> ${file}.err; echo $? > ${file}.code`;
  });
  const env = { ...process.env, LC_ALL: 'C' };
  spawnSync('xargs', ['-P', '4', '-d', '\n', '-I', '{}', 'sh', '-c', '{}'], { input: script.join('\n'), env });
  return commands.map((_, i) => {
    const read = (kind: string) => readFileSync(join(bench.directory, `sweep.${i}.${kind}`), 'latin1');
    return { code: Number(read('code')), stdout: read('out'), stderr: read('err') };
  });
}
