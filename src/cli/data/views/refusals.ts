import { EXIT_USAGE, Exit } from '../../exit.ts';
import { chooseSections } from '../../sections.ts';
import type { Settings } from '../../settings.ts';

interface NoData {
  when: (settings: Settings) => boolean;
  /** What follows the option in the error. */
  reason: string;
}

/** What has no form as data; the first that holds is said. */
const REFUSALS: readonly NoData[] = [
  { when: namesLegacy, reason: 'there are none of Bluetooth and the legacy families' },
  { when: ({ context }) => context, reason: 'there is no -Z' },
  { when: ({ cache, modes }) => cache && modes[0] === 'routes', reason: 'there is no -C' },
  { when: namesGroupsBeside, reason: '-g has rows of its own: list sockets without it' },
  {
    when: ({ continuous, format, modes }) => continuous && format === 'json' && modes[0] !== 'statistics',
    reason: 'an array never ends with -c: use --ndjson',
  },
];

/** @throws Exit, before anything is written */
export function checkData(settings: Settings): void {
  const { format, columns } = settings;
  if (format === undefined) {
    if (columns === undefined) return;
    throw new Exit(EXIT_USAGE, 'sockdiag: --columns wants --json, --ndjson or --csv');
  }
  const refusal = REFUSALS.find(({ when }) => when(settings));
  if (refusal) throw new Exit(EXIT_USAGE, `sockdiag: --${format}: ${refusal.reason}`);
}

function namesLegacy({ l2cap, rfcomm, legacyFamilies, families }: Settings): boolean {
  const known = ['inet', 'inet6', 'unix'];
  return l2cap || rfcomm || legacyFamilies.size > 0 || families.some((family) => !known.includes(family));
}

function namesGroupsBeside(settings: Settings): boolean {
  if (!settings.groups || settings.modes.length > 0) return false;
  const { inet, unix, inetByFamily } = chooseSections(settings);
  return unix || (inet.length > 0 && !inetByFamily);
}
