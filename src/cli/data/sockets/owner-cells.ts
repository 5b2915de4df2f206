import { decodeText } from '../../../base/text.ts';
import {
  NO_OWNER,
  type OwnerChains,
  type OwnerProcess,
  type OwnerUsers,
  programName,
  TRIPLE,
} from '../../../sockets/table/owner-chains.ts';
import type { SocketTable } from '../../../sockets/table/socket-table.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import { type Frame, JSON_NOTATION, type Notation } from '../notation.ts';
import type { DataCell } from './cell.ts';

const NO_ROWS = new Uint32Array(0);
const NO_NAME = new Uint8Array(0);

/** What is written of each process, made once. */
class ProcessTexts {
  readonly #textOf: (process: OwnerProcess | undefined) => Uint8Array;
  readonly #texts = new Map<number, Uint8Array>();
  #processes: ReadonlyMap<number, OwnerProcess> | undefined;

  constructor(textOf: (process: OwnerProcess | undefined) => Uint8Array) {
    this.#textOf = textOf;
  }

  /** A pid may be another process by the next search. */
  begin(processes: ReadonlyMap<number, OwnerProcess> | undefined): void {
    if (this.#processes !== processes) this.#texts.clear();
    this.#processes = processes;
  }

  get(pid: number): Uint8Array {
    const known = this.#texts.get(pid);
    if (known) return known;
    const text = this.#textOf(this.#processes?.get(pid));
    this.#texts.set(pid, text);
    return text;
  }
}

/** Cells of the owners of a row, where owners were asked for. */
abstract class OwnerCell implements DataCell {
  protected readonly frame: Frame;
  protected owners: OwnerChains | undefined;
  #first: Uint32Array = NO_ROWS;

  constructor(frame: Frame) {
    this.frame = frame;
  }

  bind({ owners, firstOwner = NO_ROWS }: SocketTable): void {
    this.owners = owners;
    this.#first = firstOwner;
  }

  write(out: LineWriter, row: number): void {
    if (this.owners) this.value(out, this.#first[row] ?? NO_OWNER, this.owners);
    else out.copy(this.frame.absent);
  }

  protected abstract value(out: LineWriter, first: number, owners: OwnerChains): void;
}

const BEFORE_PID = Buffer.from('{"pid":');
const NEXT_PID = Buffer.from(',{"pid":');
const BEFORE_FD = Buffer.from(',"fd":');
const OPEN = Buffer.from('[');
const CLOSE = Buffer.from(']');

/** All owners, as the API has them. */
export class OwnersCell extends OwnerCell {
  readonly #names = new ProcessTexts((process) => {
    const [name, comm] = [programName(process?.argv0 ?? NO_NAME), process?.comm ?? NO_NAME].map((bytes) =>
      JSON_NOTATION.text(decodeText(bytes)),
    ) as [Uint8Array, Uint8Array];
    return Buffer.concat([Buffer.from(',"name":'), name, Buffer.from(',"comm":'), comm, Buffer.from('}')]);
  });

  override bind(table: SocketTable): void {
    super.bind(table);
    this.#names.begin(table.owners?.processes);
  }

  protected value(out: LineWriter, first: number, { triples, next }: OwnerChains): void {
    out.copy(this.frame.before);
    out.copy(OPEN);
    for (let at = first; at !== NO_OWNER; at = next[at] as number) {
      const pid = triples[at * TRIPLE + 1] as number;
      out.copy(at === first ? BEFORE_PID : NEXT_PID);
      out.number(pid);
      out.copy(BEFORE_FD);
      out.number(triples[at * TRIPLE + 2] as number);
      out.copy(this.#names.get(pid));
    }
    out.copy(CLOSE);
  }
}

/** A name of the first owner. */
export class OwnerNameCell extends OwnerCell {
  readonly #names: ProcessTexts;

  constructor(frame: Frame, notation: Notation, name: 'process' | 'program') {
    super(frame);
    this.#names = new ProcessTexts((process) => {
      const bytes = name === 'process' ? process?.comm : programName(process?.argv0 ?? NO_NAME);
      return Buffer.concat([frame.before, notation.text(decodeText(bytes ?? NO_NAME))]);
    });
  }

  override bind(table: SocketTable): void {
    super.bind(table);
    this.#names.begin(table.owners?.processes);
  }

  protected value(out: LineWriter, first: number, { triples }: OwnerChains): void {
    if (first === NO_OWNER) out.copy(this.frame.none);
    else out.copy(this.#names.get(triples[first * TRIPLE + 1] as number));
  }
}

/** Its pid, or its descriptor. */
export class OwnerNumberCell extends OwnerCell {
  readonly #at: number;

  constructor(frame: Frame, name: 'pid' | 'fd') {
    super(frame);
    this.#at = name === 'pid' ? 1 : 2;
  }

  protected value(out: LineWriter, first: number, { triples }: OwnerChains): void {
    if (first === NO_OWNER) {
      out.copy(this.frame.none);
      return;
    }
    out.copy(this.frame.before);
    out.number(triples[first * TRIPLE + this.#at] as number);
  }
}

/** The user that the first owner runs as, or the name of that user: the number as text where it has none. */
export class OwnerUserCell extends OwnerCell {
  readonly #textOf: (uid: number, users: OwnerUsers) => Uint8Array;
  /** By the user, made once. */
  readonly #texts = new Map<number, Uint8Array>();
  #users: OwnerUsers | undefined;

  constructor(frame: Frame, notation: Notation, name: 'ownerUid' | 'ownerUser') {
    super(frame);
    const nameOf = (uid: number, users: OwnerUsers) => decodeText(users.nameOf(uid) ?? Buffer.from(`${uid}`));
    this.#textOf = (uid, users) =>
      Buffer.concat([frame.before, name === 'ownerUid' ? Buffer.from(`${uid}`) : notation.text(nameOf(uid, users))]);
  }

  override bind(table: SocketTable): void {
    super.bind(table);
    const users = table.owners?.users;
    if (this.#users !== users) this.#texts.clear();
    this.#users = users;
  }

  protected value(out: LineWriter, first: number, { triples }: OwnerChains): void {
    const users = this.#users;
    const uid = first === NO_OWNER ? undefined : users?.uidOf(triples[first * TRIPLE + 1] as number);
    if (!users || uid === undefined) {
      out.copy(this.frame.none);
      return;
    }
    const text = this.#texts.get(uid) ?? this.#textOf(uid, users);
    this.#texts.set(uid, text);
    out.copy(text);
  }
}

/** How many there are. */
export class OwnerCountCell extends OwnerCell {
  protected value(out: LineWriter, first: number, { next }: OwnerChains): void {
    let count = 0;
    for (let at = first; at !== NO_OWNER; at = next[at] as number) count++;
    out.copy(this.frame.before);
    out.number(count);
  }
}
