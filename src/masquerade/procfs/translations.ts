import { Batch } from '../../kernel/batch.ts';
import type { ProcRoot } from '../../kernel/procfs/root.ts';
import { tableLines } from '../../kernel/procfs/table-lines.ts';
import { countLinesIn, type TableReport } from '../../kernel/report.ts';
import { type Translation, toTranslation } from '../translation.ts';
import { TranslationRecord } from '../translation-record.ts';
import { parseNfConntrack } from './nf-conntrack.ts';

const FILE = 'nf_conntrack';

/**
 * Reads the connections that are translated from `/proc/net/nf_conntrack`.
 * @param part - counts lines that are no connection in the report
 */
export async function* procTranslations(
  root: ProcRoot,
  part: string,
  report: TableReport,
  signal?: AbortSignal,
): AsyncGenerator<Batch<TranslationRecord, Translation>, void, undefined> {
  const record = new TranslationRecord();
  for await (const lines of tableLines(root.net(FILE), false, signal)) {
    let counted = false;
    yield new Batch((visit) => {
      const counts = parseNfConntrack(lines, record, () => visit(record));
      // A batch may be walked again.
      if (!counted) countLinesIn(report, part, counts);
      counted = true;
    }, toTranslation);
  }
}
