import { statSync } from 'node:fs';
import { constants } from 'node:os';
import { checkSignal, checkType } from '../base/arguments.ts';
import { systemError } from '../base/errors.ts';
import { readParsed } from '../kernel/procfs/read-whole.ts';
import type { ProcRoot } from '../kernel/procfs/root.ts';
import { procfsOnly } from '../kernel/procfs-only.ts';
import { readPart } from '../kernel/read-part.ts';
import { countLinesIn, type LineCounts, newTableReport, type TableReport } from '../kernel/report.ts';
import { Rows } from '../kernel/rows.ts';
import type { SourceQuery } from '../kernel/source-choice.ts';
import { isMisread } from './misread-rows.ts';
import { unfitNumbers } from './unfit-numbers.ts';

const ENOENT = constants.errno.ENOENT;

/** What is asked of tables that the kernel has as text alone. Everything is optional. */
export type TextQuery = Pick<SourceQuery, 'procRoot' | 'signal'>;

/** A small table that is one file of text. */
export interface TextTable<Row> {
  /** Its name in the report. */
  name: string;
  /** Where kernels have it: the first that is there counts. */
  files: (root: ProcRoot) => readonly string[];
  /** The lines in their order; null is one that could not be read. A misread row counts as such a line too, and is none of the API's. */
  parse: (text: string) => (Row | null)[];
}

/** All that it can have. */
export const TEXT_KEYS: Readonly<Record<keyof TextQuery, true>> = { procRoot: true, signal: true };

/** Throws a TypeError that names the argument. */
export function checkTextQuery({ procRoot, signal }: TextQuery): void {
  checkType('procRoot', procRoot, 'string');
  checkSignal(signal);
}

/** Its lines; undefined where the kernel lacks it, which the report then says. */
export async function readTextTable<Row>(
  { name, files, parse }: TextTable<Row>,
  { procRoot, signal }: TextQuery,
  report: TableReport,
): Promise<(Row | null)[] | undefined> {
  signal?.throwIfAborted();
  const choice = procfsOnly({ procRoot });
  const paths = files(choice.root);
  const path = paths.find(isThere) ?? paths.find((name) => isFolder(name) && !hasOneOf(name, paths));
  async function* procfs(): AsyncGenerator<(Row | null)[], void, undefined> {
    if (path === undefined) throw systemError(`open ${paths.join(', ')}`, ENOENT);
    yield* readParsed(path, (bytes) => parse(Buffer.from(bytes).toString('latin1')), { signal });
  }
  let read: (Row | null)[] | undefined;
  // To its end: what the file failed with comes behind its lines.
  for await (const lines of readPart({ name, procfs }, choice, report)) read = lines;
  if (read) countLinesIn(report, name, countsOf(read));
  return read;
}

function countsOf(lines: readonly unknown[]): LineCounts {
  const rows = lines.filter(isRead) as object[];
  return {
    malformed: lines.length - rows.length,
    incomplete: rows.filter((row) => unfitNumbers(row) !== undefined).length,
  };
}

/** Whether a line is a row of which is known what its words are. */
function isRead<Row>(line: Row | null): line is Row {
  return typeof line === 'object' && line !== null && !isMisread(line);
}

/** The rows of some tables, one table after the other. */
export async function collectTables<Name, Row>(
  names: readonly Name[],
  read: (name: Name, report: TableReport) => Promise<(Row | null)[] | undefined>,
  signal: AbortSignal | undefined,
): Promise<Rows<Row>> {
  const report = newTableReport();
  const rows: Row[] = [];
  for (const name of names) {
    for (const row of (await read(name, report)) ?? []) if (isRead(row)) rows.push(row);
  }
  signal?.throwIfAborted();
  return new Rows(rows, report);
}

/** Whether it is the folder in which newer kernels have the file. */
const hasOneOf = (folder: string, paths: readonly string[]) => paths.some((path) => path.startsWith(`${folder}/`));

/** In the place of a file it tells more than that there is none. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A file, or what only reading it will tell: of a forbidden one that it is forbidden. A folder is a newer kernel's. */
function isThere(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}
