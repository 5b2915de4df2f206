import type { Field, Kind } from '../../../sockets/table/field.ts';
import { FIELDS } from '../../../sockets/table/fields.ts';
import { MEMORY_FIELDS } from '../../../sockets/table/member-fields.ts';
import type { StructField } from '../../../sockets/table/struct-fields.ts';
import { TCP_INFO_FIELDS } from '../../../sockets/table/tcp-info-fields.ts';
import { ASSOCIATION_STATES, NAMED_PROTOCOLS, SOCKET_TYPES, STATES, TIMERS } from '../../../uapi/sockets.ts';
import type { Shape, Shapes } from '../shape.ts';
import { DATA_FIELDS } from '../sockets/columns.ts';

const NAMES = { STATES, TIMERS, SOCKET_TYPES, ASSOCIATION_STATES } satisfies Record<
  (Kind & { is: 'code' })['names'],
  readonly string[]
>;

const OWNER: Shapes = {
  pid: { is: 'number' },
  fd: { is: 'number' },
  name: { is: 'text', doc: "The program's name as netstat shows it." },
  comm: { is: 'text', doc: "The kernel's name of the process." },
};

/** What a kind of column does not say. */
const SPECIAL: Readonly<Record<string, () => Shape>> = {
  protocol: () => ({ is: 'text', words: NAMED_PROTOCOLS }),
  family: () => ({ is: 'text', words: ['inet', 'inet6', 'unix'] }),
  shutdown: () => ({ is: 'object', members: { receive: { is: 'boolean' }, send: { is: 'boolean' } }, orNull: true }),
  path: () => ({ is: 'text', orNull: true }),
  localAddresses: () => ({ is: 'list', of: { is: 'text' }, orNull: true }),
  remoteAddresses: () => ({ is: 'list', of: { is: 'text' }, orNull: true }),
  primaryRemoteAddress: () => ({ is: 'text', orNull: true }),
  owners: () => ({ is: 'list', of: { is: 'object', members: OWNER } }),
  tcpInfo: () => ({ is: 'object', members: tcpInfoShapes() }),
  memory: () => ({ is: 'object', members: memoryShapes() }),
};

/** The shapes of a socket as data, made of the table of fields, and of what can be named beside these. */
export function socketShapes(): Shapes {
  const fields = Object.entries<Field>(FIELDS).filter(([, { hidden }]) => hidden === undefined);
  const own = fields.map(([name, field]): [string, Shape] => [name, { ...shapeOf(name, field), doc: field.doc }]);
  const named = DATA_FIELDS.filter(({ name }) => !name.includes('.') && !fields.some(([other]) => other === name));
  const others = named.map(({ name, values, doc }): [string, Shape] => {
    const is = values === 'number' || values === 'boolean' ? values : 'text';
    return [name, { is, orNull: true, doc }];
  });
  return Object.fromEntries([...own, ...others]);
}

function shapeOf(name: string, { kind, mayBeUnknown }: Field): Shape {
  const special = SPECIAL[name];
  if (special) return special();
  const orNull = mayBeUnknown && { orNull: mayBeUnknown };
  if (kind.is === 'code') {
    const words = NAMES[kind.names];
    return { is: 'text', words, ...(kind.otherwise === 'null' ? { orNull: true } : orNull) };
  }
  if (kind.is === 'boolean') return { is: 'boolean', ...orNull };
  return { is: kind.is === 'u8' || kind.is === 'u16' || kind.is === 'u32' ? 'number' : 'text', ...orNull };
}

function tcpInfoShapes(): Shapes {
  const specs = Object.entries<StructField>(TCP_INFO_FIELDS);
  return Object.fromEntries(
    specs.map(([name, { none, doc }]) => [name, { is: 'number', doc, ...(none !== undefined && { orNull: true }) }]),
  );
}

function memoryShapes(): Shapes {
  return Object.fromEntries(Object.entries(MEMORY_FIELDS).map(([name, { doc }]) => [name, { is: 'number', doc }]));
}
