import type { ObjectShape, Shape, Shapes } from '../../src/cli/data/shape.ts';
import { COUNTER } from '../../src/cli/data/shapes/counter.ts';
import { GROUP } from '../../src/cli/data/shapes/group.ts';
import { HOLDER } from '../../src/cli/data/shapes/holder.ts';
import { INTERFACE } from '../../src/cli/data/shapes/interface.ts';
import { ROUTE } from '../../src/cli/data/shapes/route.ts';
import { socketShapes } from '../../src/cli/data/shapes/socket.ts';
import { socketGroupShapes } from '../../src/cli/data/shapes/socket-group.ts';
import { TRANSLATION } from '../../src/cli/data/shapes/translation.ts';
import { EVENT_VERSION } from '../../src/cli/events/json-change.ts';
import { INET_COLUMNS, UNIX_COLUMNS } from '../../src/cli/events/json-columns.ts';
import { STATES } from '../../src/uapi/sockets.ts';
import { CHANGE_TYPES } from '../../src/watch/changes/change.ts';

/** Of the rows of every view: another meaning or name of a field changes it, a field that is added does not. */
const VERSION = 1;

interface SchemaView {
  title: string;
  members: Shapes;
  /** Without --columns, which leaves members out. */
  required?: 'all';
  /** It is listed once, and never with -c. */
  once?: true;
}

const VIEWS: Readonly<Record<string, SchemaView>> = {
  socket: { title: 'A socket: -t -u -U -S -w -x, sockdiag ls', members: socketShapes() },
  'socket-group': { title: 'A group of sockets: sockdiag ls --by', members: socketGroupShapes(), required: 'all' },
  holder: { title: 'What holds a port or a path: sockdiag who', members: HOLDER, required: 'all', once: true },
  route: { title: 'A route: -r', members: ROUTE },
  interface: { title: 'An interface: -i', members: INTERFACE },
  counter: { title: 'A counter: -s', members: COUNTER },
  group: { title: 'A multicast group on an interface: -g', members: GROUP },
  translation: { title: 'A connection whose addresses are translated: -M', members: TRANSLATION },
};

/** The JSON Schemas of a row of each view, by their paths in the package. An array has such rows. */
export const SCHEMAS: Readonly<Record<string, () => string>> = Object.fromEntries([
  ...Object.entries(VIEWS).map(([name, view]) => [pathOf(name), () => text(viewSchema(name, view))] as const),
  [pathOf('event'), () => text(eventSchema())] as const,
]);

function viewSchema(name: string, { title, members, required, once }: SchemaView): object {
  const row = objectOf({ members, ...(required && { required }) });
  const time = schemaOf({ is: 'time', doc: 'With -c: when it was read.' });
  const properties = once ? row.properties : { time, ...row.properties };
  return { ...head(name, VERSION, title), ...row, properties };
}

function pathOf(name: string): string {
  return `schema/${name}.schema.json`;
}

function head(name: string, version: number, title: string): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: idOf(name, version),
    title,
  };
}

function idOf(name: string, version: number): string {
  return `urn:sockdiag:${name}:${version}`;
}

/** Its socket is that of the other schema. */
function eventSchema(): object {
  const milliseconds = { type: 'number', minimum: 0 };
  return {
    ...head('event', EVENT_VERSION, 'A change of a socket: sockdiag events --json'),
    type: 'object',
    required: ['v', 'type', 'time'],
    additionalProperties: false,
    properties: {
      v: { const: EVENT_VERSION },
      type: { enum: CHANGE_TYPES },
      time: schemaOf({ is: 'time' }),
      monotonic: { ...milliseconds, description: 'CLOCK_MONOTONIC in ms; with --columns.' },
      id: { type: 'integer', minimum: 1, description: 'The number of the socket in this stream.' },
      socket: {
        allOf: [{ $ref: idOf('socket', VERSION) }],
        description: `By default ${INET_COLUMNS.join(', ')}; of a UNIX socket ${UNIX_COLUMNS.join(', ')}.`,
      },
      previousState: { enum: STATES },
      previousOwners: { $ref: `${idOf('socket', VERSION)}#/properties/owners` },
      age: {
        type: 'object',
        properties: { atLeast: milliseconds, atMost: { type: ['number', 'null'], minimum: 0 } },
        required: ['atLeast', 'atMost'],
        additionalProperties: false,
      },
      unseen: { const: true },
      lost: { type: ['integer', 'null'], minimum: 0 },
      took: milliseconds,
      interval: milliseconds,
    },
  };
}

type Members = Pick<ObjectShape, 'members' | 'patterns' | 'required'>;

interface ObjectSchema {
  type: 'object';
  required?: readonly string[];
  additionalProperties: false;
  properties: Readonly<Record<string, object>>;
  patternProperties?: Readonly<Record<string, object>>;
}

function objectOf({ members, patterns, required }: Members): ObjectSchema {
  return {
    type: 'object',
    ...(required && { required: required === 'all' ? Object.keys(members) : required }),
    additionalProperties: false,
    properties: schemasOf(members),
    ...(patterns && { patternProperties: schemasOf(patterns) }),
  };
}

function schemasOf(shapes: Shapes): Record<string, object> {
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, schemaOf(shape)]));
}

const ISO_8601 = '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$';

function schemaOf(shape: Shape): object {
  const described = shape.doc === undefined ? {} : { description: shape.doc };
  return { ...described, ...typed(shape) };
}

function typed(shape: Shape): object {
  const { orNull } = shape;
  const orNothing = (type: string) => (orNull ? [type, 'null'] : type);
  if (shape.is === 'list') return { type: orNothing('array'), items: schemaOf(shape.of) };
  if (shape.is === 'object') return { ...objectOf(shape), type: orNothing('object') };
  if (shape.words) return { enum: [...shape.words, ...(orNull ? [null] : [])] };
  if (shape.is === 'time') return { type: orNothing('string'), pattern: ISO_8601 };
  return { type: orNothing(shape.is === 'text' ? 'string' : shape.is) };
}

function text(schema: object): string {
  return `${JSON.stringify(schema, null, 1)}\n`;
}
