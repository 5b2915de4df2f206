import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ByHand } from '../support/by-hand.ts';
import { COMMAND, run, sockdiag } from '../support/command.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

describe('--filter @FILE', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  let world: ByHand;
  let port: number;
  let folder: string;
  before(async () => {
    world = new ByHand();
    port = await world.run<number>(
      'server = listen()',
      'other = listen()',
      'pair = connect(server)',
      'result = port(server)',
    );
    folder = mkdtempSync(join(tmpdir(), 'sockdiag-filter-'));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await world.stop();
  });

  const fileOf = (text: string | Uint8Array) => {
    const path = join(folder, 'filter');
    writeFileSync(path, text);
    return path;
  };
  const ports = (args: readonly string[]) => {
    const { code, stdout, stderr } = sockdiag([...args, '--json', '--columns', 'localPort,state']);
    assert.deepEqual([code, stderr], [0, '']);
    return JSON.parse(stdout);
  };

  it('takes the filter that stands in the file, on one line or several, beside the words of ls', () => {
    const path = fileOf(`sport = :${port}\n  and state listening\n`);
    const listener = [{ localPort: port, state: 'LISTEN' }];
    assert.deepEqual(ports(['ls', '--filter', `@${path}`]), listener);
    assert.deepEqual(ports(['-tan', '--filter', `@${path}`]), listener);
    assert.deepEqual(ports(['ls', '--filter', `@${path}`, 'state', 'established']), []);
    assert.match(sockdiag(['ls', '--explain', '--filter', `@${path}`]).stdout, /LISTEN/);
    const rate = fileOf('send-rate >= 0 or send-rate is unknown');
    assert.ok(ports(['ls', '-t', '--interval', '10ms', '--filter', `@${rate}`]).length > 0);
  });

  it('passes over a mark of the byte order, and wants a name', () => {
    const path = fileOf(`\ufeffsport = :${port} and state listening`);
    assert.deepEqual(ports(['ls', '--filter', `@${path}`]), [{ localPort: port, state: 'LISTEN' }]);
    const { code, stderr } = sockdiag(['ls', '--filter', '@']);
    assert.deepEqual([code, stderr], [3, "sockdiag: --filter: '@' wants the name of a file behind it\n"]);
  });

  it('takes standard input, and what a shell makes of <( )', () => {
    const script = (text: string) => run('bash', ['-c', text, process.execPath, COMMAND, `sport = :${port}`]).stdout;
    const wanted = /^\S+ +LISTEN .*\n\S+ +ESTABLISHED .*\n$|^\S+ +ESTABLISHED .*\n\S+ +LISTEN .*\n$/;
    assert.match(script('echo "$2" | "$0" "$1" ls --no-header --filter @-'), wanted);
    assert.match(script('"$0" "$1" ls --no-header --filter @<(echo "$2")'), wanted);
    assert.match(script('echo "$2" | "$0" "$1" events --all-present --for 0.1 --filter @-'), /LISTEN/);
  });

  it('says in which line of which file it cannot be understood, or whose name nothing has', () => {
    for (const [text, place] of [
      ['state listening\nand procss = x\n', /^sockdiag: \S+, line 2, character 5: 'procss' is no field; did you mean /],
      ['user = nobody-at-all', /^sockdiag: \S+, line 1, character 8: no user is called 'nobody-at-all'\n/],
      ['send-rate > 1\n', /^sockdiag: \S+, line 1, character 1: 'send-rate' needs two looks/],
      ['# of ss\n', /^sockdiag: \S+, line 1, character 1: /],
    ] as const) {
      for (const command of [['-tan'], ['events'], ...(text.startsWith('send') ? [] : [['ls']])]) {
        const { code, stdout, stderr } = sockdiag([...command, '--filter', `@${fileOf(text)}`]);
        assert.deepEqual([code, stdout], [3, ''], command.join(' '));
        assert.match(stderr, place);
        assert.match(stderr, /^[^\n]+\n[^\n]+\n *\^\n$/);
      }
    }
    const script = 'echo nothing-like-it | "$0" "$1" ls --filter @-';
    assert.match(
      run('bash', ['-c', script, process.execPath, COMMAND]).stderr,
      /^sockdiag: standard input, line 1, character 1: /,
    );
  });

  it('is one line where the file cannot be read, and ends of one without end', () => {
    for (const [path, words] of [
      [join(folder, 'none'), /^sockdiag: \S+: ENOENT: [^\n]+\n$/],
      [folder, /^sockdiag: \S+: EISDIR: [^\n]+\n$/],
    ] as const) {
      const ofLs = sockdiag(['ls', '--filter', `@${path}`]);
      assert.deepEqual([ofLs.code, ofLs.stdout, sockdiag(['-tan', '--filter', `@${path}`]).code], [3, '', 1]);
      assert.match(ofLs.stderr, words);
    }
    assert.equal(sockdiag(['ls', '--filter', '@/dev/zero']).code, 3);
    assert.equal(sockdiag(['ls', '--filter', `@${fileOf(Buffer.from([0xff, 0xfe, 0x0a]))}`]).code, 3);
  });
});
