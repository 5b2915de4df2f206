import { scanMasquerade } from '../../../masquerade/masquerade.ts';
import { warn } from '../../output/stderr.ts';
import { warnOfTranslations } from '../../views/translation-warnings.ts';
import type { View } from '../../views/view.ts';
import { TRANSLATION } from '../shapes/translation.ts';
import type { DataContext } from './context.ts';

/** Translated connections. */
export async function openMasqueradeData(context: DataContext): Promise<View> {
  const { source, procRoot, verbose } = context.settings;
  const { plainView } = await import('./plain-view.ts');
  return plainView(context, TRANSLATION, async (row) => {
    const scan = scanMasquerade({ source, procRoot });
    let empty = true;
    for await (const batch of scan) {
      for (const translation of batch) {
        empty = false;
        row(translation);
      }
      await context.room?.();
    }
    warnOfTranslations(scan.report, verbose);
    if (verbose && empty) warn('sockdiag: no connection is translated');
  });
}
