import type { Field, Kind } from '../../../sockets/table/field.ts';
import { FIELDS } from '../../../sockets/table/fields.ts';
import { MEMORY_FIELDS, type MemberField, RATE_FIELDS } from '../../../sockets/table/member-fields.ts';
import { MPTCP_INFO_FIELDS } from '../../../sockets/table/mptcp-info-fields.ts';
import type { NamedField } from '../../../sockets/table/named-fields.ts';
import type { StructFields } from '../../../sockets/table/struct-fields.ts';
import { TCP_INFO_FIELDS } from '../../../sockets/table/tcp-info-fields.ts';
import type { Tls, TlsPlace } from '../../../sockets/table/tls.ts';
import { ASSOCIATION_STATES, NAMED_PROTOCOLS, SOCKET_TYPES, STATES, TIMERS } from '../../../uapi/sockets.ts';
import type { Shape, Shapes, ShapesOf } from '../shape.ts';
import { DATA_FIELDS } from '../sockets/columns.ts';

const NAMES = { STATES, TIMERS, SOCKET_TYPES, ASSOCIATION_STATES } satisfies Record<
  (Kind & { is: 'code' })['names'],
  readonly string[]
>;

const TLS_PLACES = ['program', 'kernel', 'device', 'device-record'] satisfies TlsPlace[];

const OWNER: Shapes = {
  pid: { is: 'number' },
  fd: { is: 'number' },
  name: { is: 'text', doc: "The program's name as netstat shows it." },
  comm: { is: 'text', doc: "The kernel's name of the process." },
};

const TLS: ShapesOf<Tls> = {
  version: { is: 'text', words: ['1.2', '1.3'], orNull: true },
  cipher: { is: 'text', orNull: true, doc: 'As `aes-gcm-128`.' },
  send: { is: 'text', words: TLS_PLACES, orNull: true, doc: 'Who encrypts what is sent.' },
  receive: { is: 'text', words: TLS_PLACES, orNull: true, doc: 'Who decrypts what is received.' },
};

/** What a kind of column does not say. */
const SPECIAL: Readonly<Record<string, () => Shape>> = {
  protocol: () => ({ is: 'text', words: NAMED_PROTOCOLS }),
  family: () => ({ is: 'text', words: ['inet', 'inet6', 'unix'] }),
  shutdown: () => ({
    is: 'object',
    members: { receive: { is: 'boolean' }, send: { is: 'boolean' } },
    required: 'all',
    orNull: true,
  }),
  tls: () => ({ is: 'object', members: TLS, required: 'all', orNull: true }),
  path: () => ({ is: 'text', orNull: true }),
  localAddresses: () => ({ is: 'list', of: { is: 'text' }, orNull: true }),
  remoteAddresses: () => ({ is: 'list', of: { is: 'text' }, orNull: true }),
  primaryRemoteAddress: () => ({ is: 'text', orNull: true }),
  // Lines of events have no more of an owner by themselves.
  owners: () => ({ is: 'list', of: { is: 'object', members: OWNER, required: ['pid', 'comm'] } }),
  tcpInfo: () => ({ is: 'object', members: structShapes(TCP_INFO_FIELDS) }),
  mptcpInfo: () => ({ is: 'object', members: structShapes(MPTCP_INFO_FIELDS) }),
  memory: () => ({ is: 'object', members: numberShapes(MEMORY_FIELDS) }),
};

/** Of two looks at a socket, which only `ls` takes. */
const RATES: Shape = {
  is: 'object',
  members: numberShapes(RATE_FIELDS, { orNull: true }),
  doc: 'How much moves a second; null where the look before did not see the socket.',
};

/** The shapes of a socket as data, made of the table of fields, and of what can be named beside these. */
export function socketShapes(): Shapes {
  const fields = Object.entries<Field>(FIELDS).filter(([, { hidden }]) => hidden === undefined);
  const own = fields.map(([name, field]): [string, Shape] => [name, { ...shapeOf(name, field), doc: field.doc }]);
  const named = DATA_FIELDS.filter(({ name }) => !name.includes('.') && !fields.some(([other]) => other === name));
  const others = named.map((field): [string, Shape] => [field.name, namedShape(field)]);
  return Object.fromEntries([...own, ['rates', RATES], ...others]);
}

/** The shape of a field that is no key of its own of a socket, or of a member that is named like one. */
export function namedShape({ values, doc }: NamedField): Shape {
  return { is: values === 'number' || values === 'boolean' ? values : 'text', orNull: true, doc };
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

function structShapes(fields: StructFields): Shapes {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { none, doc }]) => {
      return [name, { is: 'number', doc, ...(none !== undefined && { orNull: true }) }];
    }),
  );
}

function numberShapes(fields: Readonly<Record<string, MemberField>>, orNull: { orNull?: true } = {}): Shapes {
  return Object.fromEntries(Object.entries(fields).map(([name, { doc }]) => [name, { is: 'number', doc, ...orNull }]));
}
