import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../../src/package-root.ts';

const CHECKOUT = packageFile('');
const TERMINAL = fileURLToPath(new URL('terminal.py', import.meta.url));

export type Shell = 'bash' | 'zsh' | 'fish';

/** How each shell is started without anybody's settings, and told of the completion and of a command that shows its words. */
const SHELLS: Readonly<
  Record<Shell, { start: readonly string[]; interactive: readonly string[]; load: string; show: string }>
> = {
  bash: {
    start: ['bash', '--norc', '--noprofile'],
    interactive: ['-i'],
    load: 'source completions/sockdiag.bash',
    show: `sockdiag() { printf '<%s>' got "$@"; echo; }`,
  },
  zsh: {
    start: ['zsh', '-f'],
    interactive: ['-i'],
    load: 'fpath=($PWD/completions $fpath); autoload -Uz compinit; compinit -u -D',
    show: `sockdiag() { printf '<%s>' got "$@"; echo; }`,
  },
  fish: {
    start: ['fish', '--no-config', '--private'],
    interactive: ['-i'],
    load: 'source completions/sockdiag.fish',
    show: `function sockdiag; printf '<%s>' got $argv; echo; end`,
  },
};

/** What a shell offers for the last word of each command line: the words as it would add them, sorted, each once. */
export function offeredIn(shell: Shell, lines: readonly string[]): string[][] {
  return withHome((env) => OFFERED[shell](lines, env)).map((words) => [...new Set(words)].sort());
}

const OFFERED: Readonly<Record<Shell, (lines: readonly string[], env: NodeJS.ProcessEnv) => string[][]>> = {
  bash(lines, env) {
    const { start, load } = SHELLS.bash;
    return lines.map((line) => {
      // As readline gives them to a completion: an = is a word of its own, the last one when nothing follows it.
      const words = `sockdiag ${line}`.split(/ |(=)$|(=)/).filter((word) => word !== undefined);
      if (line.endsWith('=')) words.pop();
      const script = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sockdiag; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return wordsOf(spawn([...start, '-c', `${load}\n${script}`, 'bash', ...words], '', env));
    });
  },
  zsh(lines, env) {
    const { start, interactive, load } = SHELLS.zsh;
    // What is added is kept, and the command that ends a line draws a line; a compadd that fills arrays adds nothing yet.
    const keep = `sockdiag() { echo ---- >> $HOME/offered }
    compadd() {
      local -a words
      [[ " \${(j: :)@[1,(i)(-|--)]} " == *" -"(O|A|D)" "* ]] || {
        builtin compadd -A words "$@"
        print -rl -- $words >> $HOME/offered
      }
      builtin compadd "$@"
    }`;
    const told = `${load}\n${keep}\nLISTMAX=-1\necho READ"Y"`;
    const typed = lines.map((line) => `sockdiag ${line}\t\n`).join('');
    spawn(['python3', TERMINAL, ...start, ...interactive], `${told}\n--\n${typed}exit\n`, env);
    const offered = readFileSync(join(env.HOME as string, 'offered'), 'utf8');
    return offered.split('----\n').slice(0, -1).map(wordsOf);
  },
  fish(lines, env) {
    const { start, load } = SHELLS.fish;
    return lines.map((line) => {
      const offered = spawn([...start, '-c', `${load}\ncomplete -C $argv[1]`, `sockdiag ${line}`], '', env);
      return wordsOf(offered.replace(/\t.*$/gm, ''));
    });
  },
};

function wordsOf(text: string): string[] {
  return text.split('\n').filter((word) => word !== '');
}

/** What each command line becomes when a person types it, presses Tab, then Enter: its words. */
export function typeIn(shell: Shell, lines: readonly string[]): string[][] {
  const { start, interactive, load, show } = SHELLS[shell];
  // Written apart, so that the terminal's echo of it is not taken for it.
  const told = `${show}\n${load}\necho READ"Y"`;
  const typed = `${lines.map((line) => `sockdiag ${line}\t\n`).join('')}exit\n`;
  const words = ['python3', TERMINAL, ...start, ...interactive];
  const screen = withHome((env) => spawn(words, `${told}\n--\n${typed}`, env));
  const got = [...screen.matchAll(/^<got>((?:<[^>\n]*>)*)\r?$/gm)];
  return got.map(([, shown]) => [...(shown as string).matchAll(/<([^>]*)>/g)].map(([, word]) => word as string));
}

/** A home of its own: shells keep what was typed, and the person's own is none of a test's business. */
function withHome<Result>(use: (env: NodeJS.ProcessEnv) => Result): Result {
  const home = mkdtempSync(join(tmpdir(), 'sockdiag-home-'));
  const xdg = { XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home, XDG_RUNTIME_DIR: home };
  try {
    return use({ PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TERM: 'dumb', HOME: home, ZDOTDIR: home, ...xdg });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function spawn([program = '', ...args]: readonly string[], input: string, env: NodeJS.ProcessEnv): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: CHECKOUT, encoding: 'utf8', input, env });
  if (error) throw error;
  if (status !== 0 || stderr !== '') throw new Error(`${program} ended with ${status}: ${stderr}${stdout}`);
  return stdout;
}
