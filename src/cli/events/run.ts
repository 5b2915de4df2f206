import type { Change } from '../../index.ts';
// Not by way of index.ts: then every listing would load the stream too.
import { watch } from '../../watch/watch.ts';
import type { EventSettings } from '../options/events.ts';
import { wantsColour } from '../output/colour.ts';
import { wasClosed } from '../output/device.ts';
import { StandardOutput } from '../output/output.ts';
import { STDOUT } from '../output/stdout.ts';
import { Signals } from '../signals.ts';
import { eventColumns } from './event-columns.ts';
import type { OpenStream } from './event-query.ts';
import { jsonChange } from './json-change.ts';
import { changeLine } from './line.ts';
import { printLive } from './live.ts';
import { Printer } from './printer.ts';
import { openRecord, printRecord } from './replay.ts';
import { changeFilter } from './selection.ts';

/**
 * `sockdiag events`. Ends when the time is up, there are as many lines as wanted, a record is at its end, or by a signal.
 * @throws Exit ClosedPipe
 */
export async function runEvents(settings: EventSettings, open: OpenStream = watch): Promise<void> {
  const { programs, extend, wide, replay, record: file } = settings;
  const columns = { owners: programs, extend, wide, colour: wantsColour(STDOUT, process.env) };
  const output = new StandardOutput();
  const write = (bytes: Uint8Array) => output.write(bytes);
  const signals = new Signals();
  if (replay === undefined) {
    // To nobody it would be told for ever.
    if (file === undefined && wasClosed(STDOUT)) return;
    const printer = printerOf(settings, (change) => changeLine(change, columns));
    return printLive(settings, open, printer, { text: (change) => printer.print(change), write }, signals);
  }
  const record = openRecord(replay);
  // What was recorded with its owners is shown with them.
  const owners = () => programs || Boolean(record.start?.query.owners);
  const printer = printerOf(settings, (change) => changeLine(change, { ...columns, owners: owners() }));
  return printRecord(replay, record, printer, { text: (change) => printer.print(change), write }, signals);
}

function printerOf(settings: EventSettings, text: (change: Change) => string): Printer {
  const columns = eventColumns(settings);
  const json = (change: Change) => jsonChange(change, columns);
  return new Printer(changeFilter(settings), settings.format || settings.columns ? json : text, settings.count);
}
