// `npm run fuzz`: see options.ts.
import { readFileSync } from 'node:fs';
import { targetOfFile } from './corpus.ts';
import { block, type Finding, keep } from './finding.ts';
import { type FuzzOptions, HELP, parseFuzzOptions, UsageError } from './options.ts';
import { judge } from './oracles/oracles.ts';
import { runFor, summary, TargetRun } from './runner.ts';
import type { Target } from './target.ts';
import { TARGETS } from './targets/targets.ts';
import { Watchdog } from './watchdog.ts';

const EXIT_FOUND = 1;
const EXIT_USAGE = 3;

const print = (text: string) => process.stdout.write(text);

function tell(finding: Finding, out: string): void {
  print(`${block(finding, keep(finding, out))}\n`);
}

/** Targets by the beginning of their names; one of that very name is meant alone. */
function chosen(beginning: string): readonly Target[] {
  const exact = TARGETS.filter(({ name }) => name === beginning);
  const targets = exact.length > 0 ? exact : TARGETS.filter(({ name }) => name.startsWith(beginning));
  if (targets.length === 0) throw new UsageError(`no target '${beginning}': --list says which there are`);
  return targets;
}

function only(name: string): Target {
  if (name === '') throw new UsageError('--iteration is of one target: --target names it');
  const [target, ...others] = chosen(name);
  if (others.length > 0) throw new UsageError(`several targets begin with '${name}': --list says which there are`);
  return target as Target;
}

/** The target whose input a file holds. */
function ownerOf(file: string, { target }: FuzzOptions): Target {
  const name = target || targetOfFile(file);
  if (target === '' && !TARGETS.some((each) => each.name === name))
    throw new UsageError(`the name '${file}' names no target: --target says which it is of`);
  return only(name);
}

async function replay(file: string, options: FuzzOptions): Promise<boolean> {
  const input = new Uint8Array(bytesOf(file));
  const target = ownerOf(file, options);
  const verdict = await judge(target, input, true);
  if (!verdict) {
    print(`${target.name}: nothing is wrong with ${file}\n`);
    return false;
  }
  print(block({ ...verdict, target: target.name, input, origin: undefined }, undefined));
  return true;
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function runOne(iteration: number, { target, seed, out }: FuzzOptions): Promise<boolean> {
  const run = new TargetRun(only(target), seed, (finding) => tell(finding, out));
  const verdict = await run.run(iteration);
  if (!verdict) print(`${run.target.name}: nothing is wrong with input ${iteration} of seed ${seed}\n`);
  return verdict !== undefined;
}

async function runAll({ target, seed, seconds, out }: FuzzOptions): Promise<boolean> {
  const runs = chosen(target).map((each) => new TargetRun(each, seed, (finding) => tell(finding, out)));
  const watchdog = new Watchdog(
    runs.map((run) => run.target.name),
    seed,
  );
  await watchdog.ready();
  await runFor(1000 * seconds, runs, (run, iteration) => watchdog.begin(run, iteration));
  await watchdog.close();
  print(runs.map((run) => `${summary(run)}\n`).join(''));
  const [inputs, findings] = [sum(runs, 'inputs'), sum(runs, 'findings')];
  const counts = [counted(runs.length, 'target'), counted(inputs, 'input'), counted(findings, 'finding')];
  print(`${counts.join(', ')}, seed ${seed}\n`);
  return findings > 0;
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

const sum = (runs: readonly TargetRun[], what: 'inputs' | 'findings') =>
  runs.reduce((total, { count }) => total + count[what], 0);

async function main(): Promise<number> {
  const options = parseFuzzOptions(process.argv.slice(2));
  if (options.help) print(HELP);
  else if (options.list) print(TARGETS.map(({ name }) => `${name}\n`).join(''));
  else if (options.replay !== undefined) return (await replay(options.replay, options)) ? EXIT_FOUND : 0;
  else if (options.iteration !== undefined) return (await runOne(options.iteration, options)) ? EXIT_FOUND : 0;
  else return (await runAll(options)) ? EXIT_FOUND : 0;
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`fuzz: ${error.message}\n`);
  process.exitCode = EXIT_USAGE;
}
