import type { Owner, WatchReport } from '../../src/index.ts';
import { newReport } from '../../src/sockets/table/report.ts';
import { STATES } from '../../src/uapi/sockets.ts';
import { CHANGE_TYPES } from '../../src/watch/changes/change.ts';
import { ChangeBatch } from '../../src/watch/changes/change-batch.ts';
import { NO_ROW, newColumns } from '../../src/watch/changes/change-columns.ts';
import { type Random, randomTable } from './random-sockets.ts';

const REPORT: WatchReport = {
  ...{ scan: newReport(), ends: { tcp: { source: 'kernel' } }, ticks: 1, tickMs: 2.5, late: 0, gaps: 0, lost: 0 },
  ...{ verifyMs: null, receiveBuffer: null },
};

/** Changes of every type, of sockets whose fields hold anything they can. */
export function randomBatch(random: Random, changes: number): ChangeBatch {
  const columns = newColumns(changes);
  const sockets = randomTable(random, changes);
  const previousOwners = new Map<number, Owner[]>();
  for (let at = 0; at < changes; at++) {
    const type = random.below(CHANGE_TYPES.length);
    const name = CHANGE_TYPES[type];
    columns.type[at] = type;
    columns.time[at] = 1_767_323_045_006 + random.below(1e9);
    columns.monotonic[at] = random.below(1e12) / 1e3;
    columns.previousState[at] = random.below(STATES.length);
    columns.least[at] = name === 'gap' ? random.one([Number.NaN, random.below(1000)]) : random.below(1e6) / 7;
    columns.most[at] = name === 'late' ? 1000 : random.one([Number.NaN, random.below(1e6) / 3]);
    columns.unseen[at] = random.below(2);
    const ofSocket = name !== 'gap' && name !== 'late';
    columns.id[at] = ofSocket ? 1 + random.below(2 ** 40) : 0;
    columns.row[at] = ofSocket ? at : NO_ROW;
    if (name === 'owner') previousOwners.set(at, sockets.at(at)?.owners ?? []);
  }
  return new ChangeBatch(columns, sockets, REPORT, previousOwners);
}
