import { STATE_NUMBERS, type State } from '../../uapi/sockets.ts';
import { NO_OWNER, type Owner, type OwnerChains, TRIPLE } from '../table/owner-chains.ts';
import { familyOf, protocolOf } from '../table/readers.ts';
import type { Socket } from '../table/socket.ts';
import type { SocketTable } from '../table/socket-table.ts';
import type { Holder } from './holder.ts';

/** A holder whose processes have not been read yet. */
export interface FoundHolder {
  holder: Holder;
  /** Of the first of its sockets. */
  owners: readonly Owner[];
}

/** Holders that are kept: a port that is held by more is held by any of them. */
const MOST_HOLDERS = 1000;

const { LISTEN, CLOSE } = STATE_NUMBERS;

/** Makes holders of the rows that a test lets pass. */
export class HolderCollector {
  readonly #wants: (table: SocketTable, row: number) => boolean;
  readonly #found: FoundHolder[] = [];
  /** What stands for several, by a number made of what they share, which others may share too. */
  readonly #groups = new Map<number, { found: FoundHolder; pids: readonly number[] }[]>();
  sockets = 0;
  leftOut = 0;

  constructor(wants: (table: SocketTable, row: number) => boolean) {
    this.#wants = wants;
  }

  add(table: SocketTable): void {
    for (let row = 0; row < table.length; row++) {
      if (this.#wants(table, row)) this.#addRow(table, row);
    }
  }

  /** What listens first, then what is bound, then the rest; each in the kernel's order. */
  holders(): FoundHolder[] {
    return [...this.#found].sort((a, b) => rank(a) - rank(b));
  }

  #addRow(table: SocketTable, row: number): void {
    this.sockets++;
    const state = table.state[row];
    if (state === LISTEN || state === CLOSE) {
      if (!this.#make(table, row)) this.leftOut++;
      return;
    }
    const key = groupKey(table, row);
    const group = this.#groups.get(key)?.find(({ found, pids }) => isIn(table, row, found.holder, pids));
    if (group) {
      join(group.found.holder, table, row);
      return;
    }
    const found = this.#make(table, row);
    if (!found) this.leftOut++;
    else {
      const pids = [...new Set(found.owners.map(({ pid }) => pid))];
      this.#groups.set(key, [...(this.#groups.get(key) ?? []), { found, pids }]);
    }
  }

  /** Undefined when there are enough. */
  #make(table: SocketTable, row: number): FoundHolder | undefined {
    if (this.#found.length >= MOST_HOLDERS) return undefined;
    const socket = table.at(row) as Socket;
    const { protocol, family, state, localAddress, localPort, remoteAddress, remotePort } = socket;
    const { path, type, uid, inode, expires } = socket;
    const holder: Holder = {
      ...{ protocol, family },
      // sock_diag has no TCP socket in CLOSE but those that are asked for by this state.
      state: protocol === 'tcp' && state === 'CLOSE' ? 'BOUND_INACTIVE' : state,
      ...{ localAddress, localPort, remoteAddress, remotePort, path, type },
      ...{ interface: socket.interface, uid, inode, expires, count: 1, owners: [] },
    };
    const found = { holder, owners: socket.owners };
    this.#found.push(found);
    return found;
  }
}

function rank({ holder: { state } }: FoundHolder): number {
  return state === 'LISTEN' ? 0 : state === 'CLOSE' || state === 'BOUND_INACTIVE' ? 1 : 2;
}

function groupKey({ family, protocol, state, owners, firstOwner }: SocketTable, row: number): number {
  let key = ((family[row] as number) << 20) | ((protocol[row] as number) << 8) | (state[row] as number);
  if (!owners) return key;
  for (let at = firstOwner?.[row] ?? NO_OWNER; at !== NO_OWNER; at = nextProcess(owners, at)) {
    key = Math.imul(key, 31) + pidOf(owners, at);
  }
  return key | 0;
}

function isIn(table: SocketTable, row: number, holder: Holder, pids: readonly number[]): boolean {
  if (protocolOf(table, row) !== holder.protocol || familyOf(table, row) !== holder.family) return false;
  const { owners, firstOwner } = table;
  let place = 0;
  if (owners) {
    for (let at = firstOwner?.[row] ?? NO_OWNER; at !== NO_OWNER; at = nextProcess(owners, at)) {
      if (pids[place++] !== pidOf(owners, at)) return false;
    }
  }
  return place === pids.length && table.state[row] === STATE_NUMBERS[holder.state as State];
}

/** The first descriptor of the next process that has the socket. */
function nextProcess(owners: OwnerChains, from: number): number {
  let at = owners.next[from] as number;
  while (at !== NO_OWNER && pidOf(owners, at) === pidOf(owners, from)) at = owners.next[at] as number;
  return at;
}

function pidOf({ triples }: OwnerChains, at: number): number {
  return triples[at * TRIPLE + 1] as number;
}

function join(holder: Holder, table: SocketTable, row: number): void {
  holder.count++;
  const expires = table.expires[row] as number;
  if (holder.expires !== null && expires > holder.expires) holder.expires = expires;
}
