import type { ChangeBatch, WatchQuery } from '../../index.ts';
import { EXIT_USAGE, Exit } from '../exit.ts';
import { chooseSections } from '../sections.ts';
import type { Settings } from '../settings.ts';

/** What watch() is to the command. */
export type OpenStream = (query: WatchQuery) => AsyncIterable<ChangeBatch>;

const MS = 1000;

/** What the options ask of a stream: all states unless -l is there, and UNIX sockets, of which many come and go, only by name. */
export function eventQuery(settings: Settings): WatchQuery {
  const { programs, ownerMethod, source, procRoot, interval, listening, all } = settings;
  const { inet, families, unix, named } = chooseSections(settings);
  return {
    protocols: [...inet, ...(unix && named ? (['unix'] as const) : [])],
    families,
    // A UDP or raw socket that is a server is in CLOSE.
    ...(listening && !all && { states: ['LISTEN', 'CLOSE'] as const }),
    ...(programs && { owners: true, ownerMethod }),
    source,
    procRoot,
    // The least a stream takes.
    interval: Math.max(1, interval * MS),
  };
}

/** What is given with `events` and is no option of it would change nothing: that may not go unnoticed. */
export function checkEvents(settings: Settings): void {
  const { modes, groups, context, l2cap, rfcomm, oldFamilies, record, replay, seconds } = settings;
  if (modes.length > 0 || groups) throw refusal('-i, -r, -s, -M and -g list something else than sockets');
  if (context) throw refusal('there is no -Z');
  if (l2cap || rfcomm || oldFamilies.size > 0) throw refusal('there are none of Bluetooth and the old families');
  if (replay === undefined) return;
  if (record !== undefined) throw refusal('--replay reads what --record has written, and is not recorded again');
  if (seconds !== undefined) throw refusal('--for is for what happens, not for what --replay reads');
}

function refusal(reason: string): Exit {
  return new Exit(EXIT_USAGE, `sockdiag: events: ${reason}`);
}
