import { statSync } from 'node:fs';
import { systemWords } from '../base/errno-words.ts';
import { ProcRoot } from '../kernel/procfs/root.ts';
import { ignoredWordLine } from './command-line/ignored-word.ts';
import { parseOptions } from './command-line/parse.ts';
import { COMMANDS, type CommandRun, checkRefused, commandIn, failureCode } from './commands.ts';
import { Answer, EXIT_FAILURE, EXIT_USAGE, Exit } from './exit.ts';
import type { CommandWord } from './options/spec.ts';
import { isTerminal, wasClosed } from './output/device.ts';
import { LineWriter } from './output/line-writer.ts';
import { warn, warnLines } from './output/stderr.ts';
import { ClosedPipe, STDOUT, writeStdout } from './output/stdout.ts';
import type { Settings } from './settings.ts';
import { openView } from './views/open.ts';

/** Runs the command; returns its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const out = new LineWriter(writeStdout, isTerminal(STDOUT));
  try {
    const asked = parseOptions(args);
    if (asked.kind === 'help') out.lines(await help(asked.word));
    else if (asked.kind === 'version') out.lines((await import('./command-line/version-text.ts')).versionText());
    else if (asked.kind === 'list') await list(asked.settings, out, ignoredWordLine(args));
    else await runCommand(asked);
    out.flush();
    return 0;
  } catch (error) {
    return await fail(error, out, commandIn(args));
  }
}

/** @param notice - what is said first, once */
async function list(settings: Settings, out: LineWriter, notice: string | undefined): Promise<void> {
  if (settings.modes.length > 1) throw new Exit(EXIT_USAGE, '', true);
  checkProcRoot(settings, EXIT_FAILURE);
  if (settings.filter !== undefined || settings.explain) checkFiltered(settings);
  await takeFilterFile(settings, false);
  if (notice !== undefined) warn(notice);
  if (settings.explain) {
    const filtered = { ...settings, filter: settings.filter ?? '' };
    return (await import('./views/explain.ts')).explainListing(filtered, out);
  }
  const isData = settings.format !== undefined || settings.columns !== undefined;
  const open = isData ? (await import('./data/views/open.ts')).openData : openView;
  // As in netstat, counters are printed once; and without end only to somebody.
  if (settings.continuous && settings.modes[0] !== 'statistics' && !wasClosed(STDOUT)) {
    return (await import('./continuous.ts')).listAgain(settings, out.terminal, open);
  }
  await (await open({ settings, out }))();
}

/** Nothing else that is listed has what a filter asks for. */
function checkFiltered({ filter, modes, groups, passedOver }: Settings): void {
  if (filter !== undefined && passedOver !== undefined)
    throw new Exit(
      EXIT_USAGE,
      `sockdiag: '${passedOver}' is ignored: put all of the expression behind --filter into quotes`,
    );
  if (filter === undefined) throw new Exit(EXIT_USAGE, 'sockdiag: --explain wants a --filter to be explained');
  if (modes.length === 0 && !groups) return;
  throw new Exit(EXIT_USAGE, 'sockdiag: --filter is of sockets, and -i, -r, -s, -M and -g list something else');
}

async function runCommand<Word extends CommandWord>(asked: CommandRun<Word>): Promise<void> {
  const { kind, settings } = asked;
  const command = COMMANDS[kind];
  if (!command.readsNoSystem?.(settings)) checkProcRoot(settings, failureCode(kind));
  checkRefused(asked);
  await takeFilterFile(settings, kind === 'ls');
  await (await command.open())(settings);
}

/** Replaces `@FILE` by the filter that stands in the file. @param rates - it may ask for rates */
async function takeFilterFile(settings: Settings, rates: boolean): Promise<void> {
  if (!settings.filter?.startsWith('@')) return;
  const { readFilterFile } = await import('./filter-file.ts');
  settings.filter = await readFilterFile(settings.filter.slice(1), { rates });
}

/** Before anything is printed: a moved /proc must be one, which may be looked at, and netlink knows nothing of it. */
function checkProcRoot({ source, ownerMethod, procRoot }: Settings, failure: number): void {
  const root = new ProcRoot(procRoot);
  if (!root.moved) return;
  const [option, value] = procRoot === undefined ? ['HOST_PROC', root.path] : ['--procfs', procRoot];
  const refuse = (reason: string) => new Exit(failure, `sockdiag: ${option}: ${reason}: '${value}'`);
  if (source === 'netlink') throw refuse('--source netlink knows this system alone');
  if (ownerMethod === 'bpf') throw refuse('--owners bpf knows this system alone');
  if (!statSync(root.path, { throwIfNoEntry: false })?.isDirectory()) throw refuse('no such folder');
  if (!statSync(root.net(''), { throwIfNoEntry: false })) throw refuse('not a /proc, there is no net in it');
}

async function help(word?: CommandWord): Promise<string> {
  if (word) return (await import('./command-line/command-help.ts')).commandHelp(word);
  return (await import('./command-line/help.ts')).helpText();
}

/** Says what ended the run, after whatever was listed before. */
async function fail(error: unknown, out: LineWriter, word: CommandWord | undefined): Promise<number> {
  if (error instanceof ClosedPipe) return 0;
  try {
    out.flush();
  } catch (flushError) {
    if (flushError instanceof ClosedPipe) return 0;
  }
  if (error instanceof Exit) {
    if (error.message) warn(error.message);
    // netstat prints all of its usage; a command, whose help nobody expects there, only says where it is.
    if (error.usage) warnLines(word ? `sockdiag: see 'sockdiag ${word} --help'` : await help());
    if (error.hint !== undefined && word === undefined) warn(error.hint);
    return error instanceof Answer || error.code !== EXIT_FAILURE ? error.code : failureCode(word);
  }
  if (isFilterError(error)) {
    warn(`sockdiag: ${error.message}`);
    for (const line of error.caretLines()) warn(line);
    return EXIT_USAGE;
  }
  if (WANTS_STACK) warnLines((error as Error).stack ?? '');
  warn(`sockdiag: ${describe(error)}`);
  // What could not be written was looked for all the same.
  return (error as NodeJS.ErrnoException).syscall === 'write' ? EXIT_FAILURE : failureCode(word);
}

/** A FilterError, known by its code: what reads filters is loaded for them alone. */
function isFilterError(error: unknown): error is Error & { caretLines(): readonly string[] } {
  return (error as { code?: unknown } | null)?.code === 'ERR_FILTER';
}

/** One line, whoever is to blame. */
function describe(error: unknown): string {
  const words = systemWords(error);
  const { syscall, path, message } = error as NodeJS.ErrnoException;
  if (words !== undefined) return `${words}, ${syscall}${path === undefined ? '' : ` '${path}'`}`;
  return message ?? String(error);
}

/** For who looks for a fault of ours: its lines are those of src/ then. */
const WANTS_STACK = [...process.execArgv, process.env.NODE_OPTIONS].join(' ').includes('--enable-source-maps');
