import type { NamedField } from '../../sockets/table/named-fields.ts';
import type { Cell, CellOptions } from './cell.ts';
import { codeCell, protocolCell, shutdownCell, stateCell } from './code-cells.ts';
import { addressCell, addressListCell, endCell } from './end-cells.ts';
import { booleanCell, id64Cell, numberCell, queueCell, queueFullCell } from './number-cells.ts';
import { ownerCell } from './owner-cells.ts';
import { pathCell, shortTextCell, tlsCell, userCell } from './text-cells.ts';

export function cellOf(field: NamedField, options: CellOptions): Cell {
  const { name, values } = field;
  const own = OWN[name];
  if (own) return own(options);
  if (field.asked === 'owners') return ownerCell(name, options);
  if (values === 'address') return field.many || field.on === 'sctp' ? addressListCell(name) : addressCell(name);
  if (values === 'code') return codeCell(name);
  if (values === 'boolean') return booleanCell(name);
  return numberCell(field);
}

/** Fields whose cells are like no other's. */
const OWN: Readonly<Record<string, (options: CellOptions) => Cell>> = {
  protocol: () => protocolCell,
  state: () => stateCell,
  shutdown: () => shutdownCell,
  recvQ: () => queueCell,
  queueFull: () => queueFullCell,
  cookie: () => id64Cell('cookie'),
  cgroup: () => id64Cell('cgroup'),
  local: () => endCell('local'),
  remote: () => endCell('remote'),
  path: () => pathCell,
  pathBytes: () => pathCell,
  congestion: () => shortTextCell('congestion'),
  ulp: () => shortTextCell('ulp'),
  tls: () => tlsCell,
  user: ({ users }) => userCell(users),
};
