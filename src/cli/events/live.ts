import { isEndBy } from '../../base/errors.ts';
import type { Change } from '../../index.ts';
import { recordLine } from '../../recording/record-line.ts';
import { recordStart } from '../../recording/record-start.ts';
import { momentOf, SYSTEM_CLOCK } from '../../watch/changes/clock.ts';
import type { EventSettings } from '../options/events.ts';
import type { Signals } from '../signals.ts';
import { eventQuery, type OpenStream } from './event-query.ts';
import { PartNotices, reportBeginning } from './notices.ts';
import type { Printer } from './printer.ts';
import { RecordFile } from './record-file.ts';
import { type Sink, SinkWriter } from './writer.ts';

const MS = 1000;

/** Prints, and records, what happens until it is enough. */
export async function printLive(
  settings: EventSettings,
  open: OpenStream,
  printer: Printer,
  stdout: Sink<Change>,
  signals: Signals,
): Promise<void> {
  const file = settings.record === undefined ? undefined : new RecordFile(settings.record);
  const sinks = file ? [recordSink(file), stdout] : [stdout];
  const writer = new SinkWriter(sinks, signals);
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const query = eventQuery(settings);
  const moment = momentOf(SYSTEM_CLOCK);
  const notices = new PartNotices();
  let begun = false;
  try {
    for await (const batch of open({ ...query, signal: controller.signal })) {
      if (!begun) {
        // From here on, for the first look at many sockets may take longer than that.
        if (settings.seconds) timer = setTimeout(() => controller.abort(), settings.seconds * MS);
        reportBeginning(batch, settings);
        await file?.write(Buffer.from(recordStart(query, batch.report, moment)));
      }
      notices.look(batch.report.scan, !begun);
      begun = true;
      await writer.write(batch, () => printer.done);
      if (printer.done) return;
    }
  } catch (error) {
    if (!isEndBy(controller.signal, error)) throw error;
  } finally {
    clearTimeout(timer);
    file?.end();
  }
}

/** The record comes first: it holds whatever was printed. */
function recordSink(file: RecordFile): Sink<Change> {
  return { text: recordLine, write: (bytes) => file.write(bytes) };
}
