import type { Field, Kind } from '../../../sockets/table/field.ts';
import { FIELDS } from '../../../sockets/table/fields.ts';
import { MPTCP_INFO_FIELDS } from '../../../sockets/table/mptcp-info-fields.ts';
import type { NamedField } from '../../../sockets/table/named-fields.ts';
import type { RATE_NAMES } from '../../../sockets/table/rates.ts';
import { MEMORY_NAMES, type SocketMemory } from '../../../sockets/table/readers.ts';
import { socketJSON } from '../../../sockets/table/socket-json.ts';
import type { SocketTable } from '../../../sockets/table/socket-table.ts';
import { TCP_INFO_FIELDS, type TcpInfoField } from '../../../sockets/table/tcp-info-fields.ts';
import { UNKNOWN } from '../../../sockets/table/unknown.ts';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  ASSOCIATION_STATES,
  type Family,
  protocolName,
  SOCKET_TYPES,
  STATE_NUMBERS,
  STATES,
  TIMERS,
} from '../../../uapi/sockets.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import type { Frame, Notation } from '../notation.ts';
import type { DataCell } from './cell.ts';
import { RunField } from './column-run.ts';
import { OwnerCountCell, OwnerNameCell, OwnerNumberCell, OwnerUserCell } from './owner-cells.ts';
import { MemoryCell, StructCell } from './struct-cells.ts';
import { ADDRESS_READERS, END_READERS, MadeCell, MadeTextCell, PathCell, TextCell } from './text-cells.ts';

/** How one format makes cells. */
export interface CellMaking {
  notation: Notation;
  /** Writes any plain data. */
  plain: (out: LineWriter, value: unknown) => void;
}

type MptcpInfoField = keyof typeof MPTCP_INFO_FIELDS;

type Make = (frame: Frame, making: CellMaking) => DataCell | RunField;

const NAMES = { STATES, TIMERS, SOCKET_TYPES, ASSOCIATION_STATES } satisfies Record<
  (Kind & { is: 'code' })['names'],
  readonly string[]
>;

/** What the kind of a column does not say. */
const SPECIAL: Readonly<Record<string, Make>> = {
  protocol: (frame, { notation }) => new RunField('code', 'protocol', frame, protocolTexts(notation)),
  family: (frame, { notation }) => new RunField('code', 'family', frame, familyTexts(notation)),
  path: (frame, { notation }) => new PathCell(frame, notation),
  local: (frame, { notation }) => new MadeTextCell(frame, notation, END_READERS.local),
  remote: (frame, { notation }) => new MadeTextCell(frame, notation, END_READERS.remote),
  queueFull: (frame, { plain }) => new MadeCell(frame, queueFull, plain),
  process: (frame, { notation }) => new OwnerNameCell(frame, notation, 'process'),
  program: (frame, { notation }) => new OwnerNameCell(frame, notation, 'program'),
  pid: (frame) => new OwnerNumberCell(frame, 'pid'),
  fd: (frame) => new OwnerNumberCell(frame, 'fd'),
  ownerUid: (frame, { notation }) => new OwnerUserCell(frame, notation, 'ownerUid'),
  ownerUser: (frame, { notation }) => new OwnerUserCell(frame, notation, 'ownerUser'),
  ownerCount: (frame) => new OwnerCountCell(frame),
};

/** The cell of a field: by its name, by the kind of its column, or, of what has neither, from the row's plain data. */
export function fieldCell({ name }: NamedField, frame: Frame, making: CellMaking): DataCell | RunField {
  const special = SPECIAL[name];
  if (special) return special(frame, making);
  const [group, member] = name.split('.');
  if (member !== undefined) return memberCell(group as string, member, frame) ?? madeCell(name, frame, making);
  const reader = ADDRESS_READERS[name];
  if (reader) return new MadeCell(frame, reader, making.plain);
  const { kind, read } = (FIELDS as Readonly<Record<string, Field>>)[name] ?? {};
  return (kind && !read && columnCell(name, kind, frame, making)) || madeCell(name, frame, making);
}

function columnCell(name: string, kind: Kind, frame: Frame, { notation }: CellMaking): DataCell | RunField | undefined {
  if (kind.is === 'u8' || kind.is === 'u16' || kind.is === 'u32') return new RunField('number', name, frame);
  if (kind.is === 'boolean') return new RunField('code', name, frame, { texts: [FALSE, TRUE], otherwise: FALSE });
  if (kind.is === 'id64' || kind.is === 'address') return new RunField(kind.is, name, frame, notation);
  if (kind.is === 'text') return new TextCell(frame, notation, name, kind.bytes);
  if (kind.is !== 'code') return undefined;
  // The table has it as code.
  const [, otherwise] = /^'(.*)'$/.exec(kind.otherwise) ?? [];
  return new RunField('code', name, frame, {
    texts: NAMES[kind.names].map(notation.text),
    otherwise: otherwise === undefined ? notation.none : notation.text(otherwise),
  });
}

/** More than any protocol has. */
const PROTOCOLS = 512;

/** By number, which is another one for each: that of UNIX sockets too. */
function protocolTexts({ text }: Notation): { texts: readonly Uint8Array[]; otherwise: Uint8Array } {
  const texts = Array.from({ length: PROTOCOLS }, (_, number) => text(protocolName(AF_INET, number)));
  return { texts, otherwise: text(protocolName(AF_INET, PROTOCOLS)) };
}

const FAMILIES: readonly [number, Family][] = [
  [AF_UNIX, 'unix'],
  [AF_INET, 'inet'],
  [AF_INET6, 'inet6'],
];

function familyTexts({ text }: Notation): { texts: readonly Uint8Array[]; otherwise: Uint8Array } {
  const texts = Array.from({ length: AF_INET6 + 1 }, () => text('inet'));
  for (const [number, name] of FAMILIES) texts[number] = text(name);
  return { texts, otherwise: text('inet') };
}

const BYTE = 256;

/** Which directions are shut down: by the two lowest bits of a byte. */
export function shutdownField(frame: Frame, textOf: (receive: boolean, send: boolean) => string): RunField {
  const texts = Array.from({ length: BYTE }, (_, bits) => Buffer.from(textOf((bits & 1) !== 0, (bits & 2) !== 0)));
  return new RunField('code', 'shutdown', frame, { texts });
}

function memberCell(group: string, member: string, frame: Frame): DataCell | undefined {
  if (group === 'tcpInfo') return new StructCell(group, frame, TCP_INFO_FIELDS[member as TcpInfoField]);
  if (group === 'mptcpInfo') return new StructCell(group, frame, MPTCP_INFO_FIELDS[member as MptcpInfoField]);
  if (group !== 'memory') return undefined;
  return new MemoryCell(frame, MEMORY_NAMES.indexOf(member as keyof SocketMemory));
}

function madeCell(name: string, frame: Frame, { plain }: CellMaking): DataCell {
  const [group, member] = name.split('.');
  if (group === 'rates') return new MadeCell(frame, (table, row) => rateOf(table, row, member as RateName), plain);
  return new MadeCell(frame, (table, row) => plainMember(table, row, name), plain);
}

type RateName = (typeof RATE_NAMES)[number];

function rateOf({ rates }: SocketTable, row: number, name: RateName): number | null {
  const rate = rates?.[name][row];
  return rate === undefined || Number.isNaN(rate) ? null : rate;
}

/** A value of a row's plain data, by its name: `undefined` where the row has none. */
export function plainMember(table: SocketTable, row: number, name: string): unknown {
  return name.split('.').reduce<unknown>(
    (data, key) => {
      return (data as Readonly<Record<string, unknown>> | null | undefined)?.[key];
    },
    socketJSON(table, row),
  );
}

/** Of a listening socket whose source knows both; the kernel takes one more than the limit. */
function queueFull({ state, unknown, recvQ, backlog }: SocketTable, row: number): boolean | null {
  if (state[row] !== STATE_NUMBERS.LISTEN) return null;
  if (((unknown[row] as number) & (UNKNOWN.recvQ | UNKNOWN.backlog)) !== 0) return null;
  return (recvQ[row] as number) > (backlog[row] as number);
}

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
