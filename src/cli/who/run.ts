import { resolve } from 'node:path';
import { isDamage, isForbidden } from '../../base/errors.ts';
import type { Holders } from '../../index.ts';
import { UserNames } from '../../names/user-names.ts';
import { findOwners } from '../../sockets/find-owners.ts';
import { Answer, EXIT_USAGE, Exit } from '../exit.ts';
import type { WhoSettings } from '../options/who.ts';
import { choosesColour } from '../output/colour.ts';
import { isTerminal } from '../output/device.ts';
import { LineWriter } from '../output/line-writer.ts';
import { warn } from '../output/stderr.ts';
import { STDOUT, writeStdout } from '../output/stdout.ts';
import { warnOfScan, warnOfUnknownOwners } from '../report-warnings.ts';
import type { HolderRows } from './holder-rows.ts';
import { holderLines } from './holder-text.ts';
import { parseTarget, type Target, withService } from './target.ts';

/** The exit code that says that nobody holds it. */
const FREE = 1;

/**
 * `sockdiag who`. Returns where something holds what was asked for.
 * @throws Answer where it is free; Exit with code 3 where that could not be looked at
 * @throws ClosedPipe
 */
export async function runWho(settings: WhoSettings): Promise<void> {
  const { target: text = '' } = settings;
  const data = await dataRows(settings);
  const found = await holdersOf(await queryOf(text), settings);
  const { holders, report } = found;
  warnOfScan(report, settings.verbose);
  if (holders.length === 0) checkLooked(found);
  if (data) {
    const out = new LineWriter(writeStdout, isTerminal(STDOUT));
    data.write(holders, out);
    out.flush();
  } else writeStdout(Buffer.from(`${(await textLines(text, found, settings)).join('\n')}\n`));
  if (report.leftOut > 0) warn(`sockdiag: who: ${report.leftOut} more sockets are not shown`);
  warnOfUnknownOwners(report, holders);
  const { boundUnlisted } = report;
  if (boundUnlisted !== undefined && (holders.length === 0 || settings.verbose))
    warn(`sockdiag: who: TCP sockets that are bound and do not listen cannot be seen: ${boundUnlisted}`);
  if (holders.length === 0) throw new Answer(FREE);
}

/** A socket's path is what it was bound by, so a relative one is looked for as it is, and then from this folder. */
async function holdersOf(target: Target['query'], { source, procRoot, ownerMethod }: WhoSettings): Promise<Holders> {
  const found = await findOwners({ ...target, source, procRoot, ownerMethod });
  const { path } = target;
  if (found.holders.length > 0 || path === undefined || !/^\.\.?\//.test(path)) return found;
  return findOwners({ path: resolve(path), source, procRoot, ownerMethod });
}

/** Loaded for those who want data. */
async function dataRows({ format, columns }: WhoSettings): Promise<HolderRows | undefined> {
  if (format === undefined && columns === undefined) return undefined;
  if (format === undefined) throw new Exit(EXIT_USAGE, 'sockdiag: who: --columns wants --json, --ndjson or --csv');
  const { HolderRows } = await import('./holder-rows.ts');
  return new HolderRows(format, columns);
}

async function queryOf(text: string): Promise<Target['query']> {
  const target = parseTarget(text);
  if (target.service === undefined) return target.query;
  const { servicePorts } = await import('../../names/service-ports.ts');
  return withService(target, target.service, await servicePorts(target.service));
}

/** What every kernel has; others it may lack, and nothing holds their ports then. */
const ALWAYS: ReadonlySet<string> = new Set(['tcp', 'udp', 'unix']);

/** @throws Exit where that nothing was found says nothing */
function checkLooked({ report }: Holders): void {
  for (const [part, { source, code, reason }] of Object.entries(report.sources)) {
    if (source !== 'none' || !(ALWAYS.has(part) || isDamage(code) || isForbidden(code))) continue;
    throw new Exit(EXIT_USAGE, `sockdiag: who: ${part} could not be looked at: ${reason}`);
  }
}

async function textLines(text: string, { holders, report }: Holders, settings: WhoSettings): Promise<string[]> {
  if (holders.length === 0) return [`nothing holds ${text}`];
  const names = settings.numericUsers ? undefined : new UserNames();
  await names?.load(holders.flatMap(({ uid, owners }) => [uid, ...owners.map((owner) => owner.uid)]).filter(isKnown));
  const user = (uid: number) => {
    const name = names?.get(uid);
    return name === undefined ? `${uid}` : Buffer.from(name).toString('utf8');
  };
  const options = {
    user,
    colour: choosesColour(settings.colour, STDOUT, process.env),
    complete: report.owners?.complete ?? false,
  };
  const told = new Set<number>();
  return holders.flatMap((holder) => holderLines(holder, told, options));
}

const isKnown = (uid: number | null): uid is number => uid !== null;
