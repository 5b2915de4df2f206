import { newTableReport } from '../../kernel/report.ts';
import type { LegacyFamily, LegacySocket } from '../../legacy/legacy-socket.ts';
import { LEGACY_SOCKETS } from '../../legacy/legacy-sockets.ts';
import { readTextTable } from '../../legacy/text-table.ts';
import { EXIT_BAD_FILE, EXIT_FAILURE, Exit } from '../exit.ts';
import type { Names } from '../names/names.ts';
import { isUnread, printedChannel, printedUser } from '../netstat/sockets/legacy-numbers.ts';
import { legacyHeading, legacyRow } from '../netstat/sockets/legacy-sockets.ts';
import { warn } from '../output/stderr.ts';
import { writeTextLine } from '../output/text-line.ts';
import { isReadFailure, reportMissing, warnOfIncomplete, warnOfRows } from '../report-warnings.ts';
import type { Sections } from '../sections.ts';
import type { Settings } from '../settings.ts';
import { listBluetooth } from './bluetooth.ts';
import { warnOfMisread } from './misread-lines.ts';
import type { ViewContext } from './view.ts';

/** netstat's name of each family in its messages, and what it says on standard output of a line it cannot read. */
const FAMILIES: Readonly<Record<LegacyFamily, { name: string; problem?: string }>> = {
  ipx: { name: 'AF IPX' },
  ax25: { name: 'AF AX25', problem: 'problem reading data from /proc/net/ax25' },
  x25: { name: 'AF X25', problem: 'Problem reading data from /proc/net/x25' },
  netrom: { name: 'AF NETROM', problem: 'Problem reading data from /proc/net/nr' },
  rose: { name: 'AF ROSE', problem: 'Problem reading data from /proc/net/rose' },
};

/** netstat's sections of families whose tables few kernels still have. */
export async function listLegacySockets(context: ViewContext, names: Names, sections: Sections): Promise<void> {
  if (context.settings.source === 'netlink') return refuseNetlink(sections);
  let unopened = false;
  for (const family of sections.legacyFamilies) {
    if (!(await listFamily(family, context, names, sections))) unopened = true;
  }
  await listBluetooth(context, sections);
  if (unopened) throw new Exit(EXIT_BAD_FILE, '');
}

/** What was named cannot be had then; of what is only part of everything nothing is said, as where the kernel lacks it. */
function refuseNetlink({ legacyFamilies, l2cap, rfcomm, named }: Sections): void {
  const wanted = [...legacyFamilies, ...(l2cap ? ['l2cap'] : []), ...(rfcomm ? ['rfcomm'] : [])];
  if (!named || wanted.length === 0) return;
  throw new Exit(EXIT_FAILURE, `sockdiag: --source netlink: there are no ${wanted[0]} sockets in netlink`);
}

/** False where its file is there and cannot be opened. */
async function listFamily(
  family: LegacyFamily,
  { settings, out }: ViewContext,
  names: Names,
  sections: Sections,
): Promise<boolean> {
  const { procRoot, extend } = settings;
  const { name, problem } = FAMILIES[family];
  const report = newTableReport();
  const lines = await readTextTable(LEGACY_SOCKETS[family], { procRoot }, report);
  const { code, reason } = report.sources[family] ?? {};
  if (!lines && !isReadFailure(code)) {
    if (code !== 'ENOENT') warn(`sockdiag: ${reason}`);
    else reportMissing(name, sections, settings);
    return code === 'ENOENT';
  }
  for (const text of legacyHeading(family, extend)) writeTextLine(out, text);
  await names.prepareUsers(
    (lines ?? []).flatMap((socket) => (socket?.family === 'ipx' ? [printedUser(socket) ?? 0] : [])),
  );
  for (const socket of lines ?? []) {
    if (socket === null || isUnread(socket)) {
      if (problem !== undefined) writeTextLine(out, problem);
    } else if (isShown(socket, settings)) {
      writeTextLine(out, legacyRow(socket, extend ? userText(socket, names) : undefined));
    }
  }
  warnOfIncomplete(report);
  const unshown = warnOfMisread(report, family, lines ?? [], settings.verbose);
  warnOfRows(problem === undefined ? unshown : { ...unshown, malformed: {} }, settings);
  return true;
}

/** Without -a, X.25 leaves out what has no channel; of the other families netstat shows every socket. */
function isShown(socket: LegacySocket, { all }: Settings): boolean {
  return socket.family !== 'x25' || all || printedChannel(socket) !== '0';
}

function userText(socket: LegacySocket, names: Names): string | undefined {
  if (socket.family !== 'ipx') return undefined;
  const user = printedUser(socket);
  if (user === undefined) return '-';
  const name = names.user(user);
  // netstat reads the number as a signed one.
  return name ? Buffer.from(name).toString('latin1') : `${user | 0}`;
}
