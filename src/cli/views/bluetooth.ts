import { existsSync } from 'node:fs';
import { isDamage } from '../../base/errors.ts';
import { ProcRoot } from '../../kernel/procfs/root.ts';
import { newTableReport, type TableReport } from '../../kernel/report.ts';
import type { BluetoothProtocol } from '../../legacy/bluetooth-socket.ts';
import { readBluetooth } from '../../legacy/bluetooth-sockets.ts';
import { EXIT_FAILURE, Exit } from '../exit.ts';
import { bluetoothHeading, bluetoothRow, isBluetoothShown } from '../netstat/sockets/bluetooth.ts';
import { shownMode } from '../netstat/sockets/selection.ts';
import { writeTextLine } from '../output/text-line.ts';
import { warnOfIncomplete, warnOfRows } from '../report-warnings.ts';
import type { Sections } from '../sections.ts';
import type { ViewContext } from './view.ts';

/** The sockets of L2CAP and RFCOMM. Where the kernel lacks them, netstat's words for a build without them, as Debian's is. */
export async function listBluetooth(context: ViewContext, sections: Sections): Promise<void> {
  const { settings, out } = context;
  const { procRoot } = settings;
  const wanted = (['l2cap', 'rfcomm'] as const).filter((protocol) => sections[protocol]);
  let damaged = false;
  for (const [i, protocol] of wanted.entries()) {
    const report = newTableReport();
    const lines = await readBluetooth(protocol, { procRoot }, report);
    warnOfIncomplete(report);
    if (!lines && isDamage(report.sources[protocol]?.code)) {
      damaged = true;
      continue;
    }
    if (!lines) throw new Exit(EXIT_FAILURE, `sockdiag: ${whyNone(protocol, report, procRoot)}`);
    if (i === 0) writeTextLine(out, `Active Bluetooth connections ${shownMode(settings)}`);
    writeTextLine(out, bluetoothHeading(protocol));
    for (const socket of lines) {
      if (socket !== null && isBluetoothShown(settings, socket)) writeTextLine(out, bluetoothRow(socket));
    }
    warnOfRows(report, settings);
  }
  if (damaged) throw new Exit(EXIT_FAILURE, '');
}

/** /proc tells everyone whether there is anything that may not be read. */
function whyNone(protocol: BluetoothProtocol, { sources }: TableReport, procRoot: string | undefined): string {
  const { code, reason } = sources[protocol] ?? {};
  if (code === 'EACCES' && existsSync(new ProcRoot(procRoot).net(protocol))) return reason ?? code;
  return "feature `AF BLUETOOTH' not supported.";
}
