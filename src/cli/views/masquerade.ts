import { isOutOfReach, SockdiagError } from '../../base/errors.ts';
import type { Batch, TableReport, Translation, TranslationRecord } from '../../index.ts';
import { type ListedMasquerade, readIpMasquerade } from '../../masquerade/ip-masquerade.ts';
import { scanMasquerade } from '../../masquerade/masquerade.ts';
import { type MasqueradeEntry, MasqueradeFileError } from '../../masquerade/masquerade-entry.ts';
import { EXIT_BAD_FILE, Exit } from '../exit.ts';
import { Names } from '../names/names.ts';
import { fillEntry, newEntry } from '../netstat/masquerade/from-translation.ts';
import { addHostKeys, MasqueradeListing } from '../netstat/masquerade/listing.ts';
import { warn } from '../output/stderr.ts';
import type { Settings } from '../settings.ts';
import { warnOfNames } from './given-up.ts';
import { CONNTRACK, LISTED_FILE, warnOfTranslations } from './translation-warnings.ts';
import type { View, ViewContext } from './view.ts';

export async function openMasquerade(context: ViewContext): Promise<View> {
  const { settings, out, room } = context;
  // -e is no column of users here.
  const names = await Names.load({ ...settings, extend: false });
  return async () => {
    names.beginListing();
    const listing = new MasqueradeListing(out, names, settings.extend);
    const { entries, failure } = await readListedFile(settings);
    if (failure) warn(`sockdiag: ${LISTED_FILE}: not ${entries ? 'all ' : ''}listed: ${failure.message}`);
    if (entries) await listEntries(entries, listing, names);
    else await listTranslations(settings, listing, names, room);
    warnOfNames(names);
    if (settings.verbose && listing.empty) warn('sockdiag: no connection is translated');
    if (failure && !entries) throw new Exit(EXIT_BAD_FILE, '');
  };
}

/** The entries of a /proc that has netstat's file, and why there are none or not all. */
async function readListedFile({ source, procRoot }: Settings): Promise<Partial<ListedMasquerade>> {
  if (source === 'netlink') return {};
  try {
    return (await readIpMasquerade(procRoot)) ?? {};
  } catch (error) {
    if (error instanceof MasqueradeFileError) throw new Exit(EXIT_BAD_FILE, error.message);
    if (!(error instanceof SockdiagError) || !isOutOfReach(error)) throw error;
    return { failure: error };
  }
}

async function listEntries(entries: MasqueradeEntry[], listing: MasqueradeListing, names: Names): Promise<void> {
  const keys = new Set<string>();
  if (names.hosts) for (const entry of entries) addHostKeys(entry, keys);
  await names.hosts?.load(keys);
  for (const entry of entries) listing.row(entry);
}

async function listTranslations(
  settings: Settings,
  listing: MasqueradeListing,
  names: Names,
  room: ViewContext['room'],
): Promise<void> {
  const { source, procRoot, verbose } = settings;
  const scan = scanMasquerade({ source, procRoot });
  for await (const batch of scan) {
    await listBatch(batch, scan.report, listing, names);
    await room?.();
  }
  warnOfTranslations(scan.report, verbose);
}

async function listBatch(
  batch: Batch<TranslationRecord, Translation>,
  report: TableReport,
  listing: MasqueradeListing,
  names: Names,
): Promise<void> {
  const entry = newEntry();
  // /proc does not tell how sequence numbers are moved.
  const sequences = report.sources[CONNTRACK]?.source === 'netlink';
  if (names.hosts) {
    const keys = new Set<string>();
    batch.forEach((record) => {
      fillEntry(entry, record, sequences);
      addHostKeys(entry, keys);
    });
    await names.hosts.load(keys);
  }
  batch.forEach((record) => {
    fillEntry(entry, record, sequences);
    listing.row(entry);
  });
}
