import { isDamage, isForbidden } from '../../base/errors.ts';
import type { ScanReport } from '../../index.ts';
import { EXIT_FAILURE, Exit } from '../exit.ts';
import type { LsSettings } from '../options/ls.ts';
import { namedProtocols } from './ls-query.ts';

/** Where the kernel lacks what was named, or it may not be read, that is a failure: behind the rows of the others. */
export function failOfMissing(settings: LsSettings, { sources }: ScanReport): void {
  for (const protocol of namedProtocols(settings)) {
    const parts = protocol === 'unix' ? [sources.unix] : [sources[protocol], sources[`${protocol}6`]];
    const there = parts.filter((part) => part !== undefined);
    if (there.length === 0 || there.some(({ source }) => source !== 'none')) continue;
    // What is wrong with a file was said.
    if (there.some(({ code }) => isDamage(code) || isForbidden(code))) throw new Exit(EXIT_FAILURE, '');
    throw new Exit(EXIT_FAILURE, `sockdiag: no support for ${protocol} on this system.`);
  }
}
