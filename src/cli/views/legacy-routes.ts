import { ProcRoot } from '../../kernel/procfs/root.ts';
import { newTableReport } from '../../kernel/report.ts';
import { LEGACY_ROUTE_FAMILIES, type LegacyRouteFamily } from '../../legacy/legacy-route.ts';
import { readLegacyRoutes } from '../../legacy/legacy-routes.ts';
import { EXIT_FAILURE, EXIT_USAGE, Exit } from '../exit.ts';
import { legacyRouteRow, legacyRoutesHeading } from '../netstat/routes/legacy-routes.ts';
import { warn } from '../output/stderr.ts';
import { writeTextLine } from '../output/text-line.ts';
import { isReadFailure, unreadLines, warnOfIncomplete, warnOfRows } from '../report-warnings.ts';
import type { AddressFamily } from '../settings.ts';
import { warnOfMisread } from './misread-lines.ts';
import { whyUnreadable } from './unreadable.ts';
import type { ViewContext } from './view.ts';

/** What netstat says of a family whose table is not there: some of it on standard output, some as an error. */
interface Missing {
  /** Files of /proc/net it names in an error when they are not there. */
  files?: readonly string[];
  /** What it has before their names. */
  prefix?: string;
  output?: string;
  error?: string;
}

const NO_FILE = 'No such file or directory';

const MISSING: Readonly<Record<LegacyRouteFamily, Missing>> = {
  ax25: { files: ['ax25_route'], output: 'AX.25 not configured in this system.' },
  netrom: { files: ['nr_nodes', 'nr_neigh'], output: 'NET/ROM not configured in this system.' },
  ipx: { output: 'IPX routing not in file /proc/net/ipx/route or /proc/net/ipx_route found.', error: NO_FILE },
  ddp: {
    files: ['atalk_route'],
    prefix: 'Error opening ',
    error: 'DDP (AppleTalk) not configured on this system.',
  },
  x25: { output: 'X.25 not configured in this system.' },
  rose: { files: ['rose_nodes'], error: 'ROSE not configured in this system.' },
};

/** netstat's routes of families whose tables few kernels still have, or that have none. No option changes them. */
export async function listLegacyRoutes(family: AddressFamily, context: ViewContext): Promise<void> {
  if (family === 'bluetooth') throw new Exit(EXIT_USAGE, "Address family `bluetooth' not supported.");
  if (!isLegacy(family)) throw new Exit(EXIT_USAGE, `No routing for address family \`${family}'.`);
  const { settings, out } = context;
  const { procRoot, source } = settings;
  if (source === 'netlink') {
    throw new Exit(EXIT_FAILURE, `sockdiag: --source netlink: routes of ${family} are in /proc alone`);
  }
  const report = newTableReport();
  const routes = await readLegacyRoutes(family, { procRoot }, report);
  const isShut = (part: string) =>
    report.sources[part]?.source === 'none' && !isReadFailure(report.sources[part]?.code);
  // netstat shows no ways of NET/ROM that it cannot name.
  if (isShut(family) || (family === 'netrom' && isShut('netrom neighbours')))
    return endMissing(MISSING[family], context);
  for (const line of legacyRoutesHeading(family)) writeTextLine(out, line);
  for (const route of routes ?? []) writeTextLine(out, legacyRouteRow(route));
  warnOfIncomplete(report);
  warnOfRows(warnOfMisread(report, family, routes ?? [], settings.verbose), {
    badLines: (part, count) => [unreadLines(`${part} routes`, count)],
    verbose: settings.verbose,
  });
}

function isLegacy(family: AddressFamily): family is LegacyRouteFamily {
  return LEGACY_ROUTE_FAMILIES.some((known) => known === family);
}

function endMissing({ files = [], prefix = '', output, error }: Missing, { settings, out }: ViewContext): never {
  const root = new ProcRoot(settings.procRoot);
  for (const file of files) {
    const problem = whyUnreadable(root.net(file));
    if (problem !== undefined) warn(`${prefix}${root.net(file)}: ${problem}`);
  }
  if (output) writeTextLine(out, output);
  throw new Exit(EXIT_FAILURE, error ?? '');
}
