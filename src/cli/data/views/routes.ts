import type { Route, TableReport } from '../../../index.ts';
import { ProcRoot } from '../../../kernel/procfs/root.ts';
import { scanRoutes } from '../../../routes/routes.ts';
import { EXIT_FAILURE, Exit } from '../../exit.ts';
import { unreadLines, warnOfAddon, warnOfIncomplete, warnOfRows, warnOfSources } from '../../report-warnings.ts';
import { ROUTES_CHANGED } from '../../views/route-warnings.ts';
import { whyUnreadable } from '../../views/unreadable.ts';
import type { View } from '../../views/view.ts';
import { ROUTE } from '../shapes/route.ts';
import type { DataContext } from './context.ts';

const FILES: Readonly<Record<Route['family'], string>> = { inet: 'route', inet6: 'ipv6_route' };

/** netstat leaves out what its file of IPv4 does not have. */
const UNLISTED: ReadonlySet<Route['type']> = new Set(['broadcast', 'multicast']);

/** Routes, from rtnetlink where it is there: the reference counts of IPv6 alone are in /proc, and not much else. */
export async function openRouteData(context: DataContext): Promise<View> {
  const { families } = context.settings;
  const wanted = families.length > 0 ? [...new Set(families as Route['family'][])] : (['inet'] as const);
  const { plainView } = await import('./plain-view.ts');
  return plainView(context, ROUTE, async (row) => {
    for (const family of wanted) await listFamily(family, context, row);
  });
}

async function listFamily(family: Route['family'], context: DataContext, row: (route: Route) => void): Promise<void> {
  const { source, procRoot, verbose } = context.settings;
  const scan = scanRoutes({ families: [family], source, procRoot, ...(family === 'inet' && { table: 'main' }) });
  for await (const batch of scan) {
    for (const route of batch) if (family === 'inet6' || !UNLISTED.has(route.type)) row(route);
    await context.room?.();
  }
  warnOfRoutes(scan.report, family, verbose);
  if (scan.report.sources[family]?.source === 'none') checkThere(family, procRoot);
}

function warnOfRoutes(report: TableReport, family: Route['family'], verbose: boolean): void {
  const badLines = (_: string, count: number) => [unreadLines(FILES[family], count)];
  warnOfRows(report, { changed: ROUTES_CHANGED, badLines, verbose });
  warnOfIncomplete(report);
  warnOfAddon(report, verbose);
  if (verbose) warnOfSources(report);
}

/**
 * netstat's words and codes.
 * @throws Exit
 */
function checkThere(family: Route['family'], procRoot: string | undefined): void {
  const path = new ProcRoot(procRoot).net(FILES[family]);
  const problem = whyUnreadable(path);
  if (problem !== undefined) throw new Exit(EXIT_FAILURE, `${path}: ${problem}`);
  // A network namespace in which there never was an address has no table.
  if (family === 'inet') throw new Exit(EXIT_FAILURE, '');
}
