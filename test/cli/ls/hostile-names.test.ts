import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ByHand } from '../../support/by-hand.ts';
import { sockdiag } from '../../support/command.ts';
import { assertSeen, hostileNames } from '../../support/hostile.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { sockdiagOnTerminal } from '../../support/on-terminal.ts';
import { skipUnless } from '../../support/skip.ts';

const NAMES = hostileNames(/\0/);

describe('names in sockdiag ls', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  let world: ByHand;
  before(async () => {
    world = new ByHand();
    await world.run(
      `names = json.loads(${JSON.stringify(JSON.stringify(NAMES))})`,
      'socks = []',
      'for at, name in enumerate(names):',
      '    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)',
      '    sock.bind(b"\\0" + b"%d" % at + name.encode("latin1"))',
      '    socks.append(sock)',
      'wide = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET); wide.bind("\\0日本語 Zoe\\u0308 🦊")',
      'long = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM); long.bind(b"\\0" + b"l" * 107)',
      'import subprocess',
      'handed = socket.socket(socket.AF_UNIX); handed.bind("\\0handed")',
      'other = subprocess.Popen([b"n\\n" + b"x" * 4000 + b"\\x1b[2J", "60"], executable="sleep", pass_fds=[handed.fileno()])',
      'handed.close()',
      'open("/proc/self/comm", "wb").write(b"a\\x1b[2J\\nb\\xff")',
    );
  });
  after(async () => {
    await world.run('other.kill(); other.wait()');
    await world.stop();
  });

  const utf8 = (latin1: string) => Buffer.from(latin1, 'latin1').toString('utf8');

  for (const where of ['a pipe', 'a terminal'] as const) {
    it(`make one row each in ${where}, in which everything is seen`, () => {
      const args = ['ls', '-x', '--columns', 'inode,local,process', '--color', 'never', '-W'];
      const shown = where === 'a pipe' ? sockdiag(args).stdout : sockdiagOnTerminal(args, 'stdout', {}, 80);
      assertSeen(shown, where);
      const lines = utf8(shown).trimEnd().split('\n');
      assert.ok(lines.length > NAMES.length);
      for (const line of lines.slice(1)) assert.match(line, /^ *\d+ \S/);
    });
  }

  it('line up where characters are two columns wide, or none', () => {
    const rows = utf8(sockdiag(['ls', '-x', '--columns', 'local,type', '--sort', 'type']).stdout).split('\n');
    const wide = rows.find((row) => row.includes('日本語')) as string;
    const long = rows.find((row) => row.includes('@lll')) as string;
    // Three are wide, one is two UTF-16 units and wide, one is drawn over the letter before it.
    assert.equal(wide.indexOf('seqpacket') + 3 - 1, long.indexOf('stream'));
  });

  it('are cut to the columns that a terminal has, wide ones too', () => {
    const shown = utf8(
      sockdiagOnTerminal(['ls', '-x', '--columns', 'type,local', '--color', 'never'], 'stdout', {}, 24),
    );
    assertSeen(Buffer.from(shown).toString('latin1'), 'a terminal');
    for (const line of shown.trimEnd().split('\n')) assert.ok([...line].length <= 24, line);
    assert.ok(shown.includes(`@${'l'.repeat(12)}…`), shown);
  });

  it('of processes cannot end a line, or reach a terminal', () => {
    const row = sockdiag(['ls', '-x', '--no-header', '--columns', 'process', '--sort', 'process', '--top', '1']).stdout;
    assert.match(row, /^\d+\/a\?\[2J\?b\?\n$/);
  });

  it('of 4 kB are one line, in a pipe', () => {
    const { stdout } = sockdiag(['ls', '-x', '--no-header', '--columns', 'program,local', '--sort', '-program']);
    const row = stdout.split('\n').find((line) => line.includes('@handed'));
    // The search for owners keeps the beginning of what is so long.
    assert.match(row as string, /^n\?x{200,4000}(\?\[2J)? +@handed$/);
  });
});
