import type { Protocol } from '../../index.ts';
import type { ReadFilter } from '../../sockets/start-scan.ts';
import { fieldNamed } from '../../sockets/table/named-fields.ts';
import { EXIT_USAGE, Exit } from '../exit.ts';
import { ARRAY_NEVER_ENDS, type LsSettings } from '../options/ls.ts';

/** What is asked for, and whether that are rates. */
export interface RatedSettings extends LsSettings {
  rated: boolean;
  /** What is listed instead of TCP and UDP. */
  tables?: readonly Protocol[] | undefined;
}

/**
 * The settings, `rated` where anything asks for a rate: then two looks make a listing, and an interval is the time between these unless -c asks
 * for more listings.
 * @throws Exit for an array that would never end
 */
export function ratedSettings(settings: LsSettings, filter: ReadFilter | undefined): RatedSettings {
  const { columns = [], sort, by, again, continuous, format } = settings;
  const rated = settings.rates || filter?.rated === true || [...columns, ...sort, ...by].some(isRate);
  const repeats = rated ? again : continuous;
  if (repeats && format === 'json') throw new Exit(EXIT_USAGE, `sockdiag: ls: ${ARRAY_NEVER_ENDS}`);
  return { ...settings, rated, continuous: repeats };
}

/** Whether a word of columns or sort keys names a rate: `+send-rate`, `-max-send-rate`. */
function isRate(word: string): boolean {
  return fieldNamed(word.replace(/^[+-]?(max-)?/, ''))?.asked === 'rates';
}
