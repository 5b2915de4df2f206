import { decodeText } from '../../base/text.ts';
import type { Columns } from '../table/columns.ts';
import { numbers } from '../table/numbers.ts';
import { BytesIndex } from './bytes-index.ts';
import { findText, textKey } from './bytes-key.ts';
import type { GroupKey } from './group-key.ts';
import { ascending } from './number-key.ts';
import { ownerColumn } from './owner-columns.ts';

/** The name of a user in bytes; undefined for a user without a name. */
export type NameOf = (uid: number) => Uint8Array | undefined;

/** The name of the user who made a socket. */
export function userKey(nameOf: NameOf): GroupKey {
  return nameKey('user', nameOf, (table, out) => void numbers(table, 'uid', out));
}

/** The effective user of a socket's first owner. */
export function ownerUidKey(): GroupKey {
  return { name: 'ownerUid', fill: fillOwnerUids, value: (number) => number, compare: ascending };
}

/** The name of that user. */
export function ownerUserKey(nameOf: NameOf): GroupKey {
  return nameKey('ownerUser', nameOf, fillOwnerUids);
}

function fillOwnerUids(table: Columns, out: Float64Array): void {
  out.set(ownerColumn(table, 'ownerUid').columns[0] as Float64Array);
}

/** By the name of a user; by the number of one without a name. Users of one name are one group. */
function nameKey(name: string, nameOf: NameOf, fillUids: GroupKey['fill']): GroupKey {
  const texts = new BytesIndex();
  // The text of each user, made once.
  const textOf = new Map<number, number>();
  const numberOf = (uid: number) => {
    if (Number.isNaN(uid)) return uid;
    let number = textOf.get(uid);
    if (number === undefined) {
      const bytes = nameOf(uid);
      number = findText(texts, bytes ? decodeText(bytes) : `${uid}`);
      textOf.set(uid, number);
    }
    return number;
  };
  const fill = (table: Columns, out: Float64Array) => {
    fillUids(table, out);
    for (let row = 0; row < table.length; row++) out[row] = numberOf(out[row] as number);
  };
  return textKey(name, texts, fill);
}
