import type { SocketGroup } from '../../../index.ts';
import { NAMED_FIELDS, type NamedField } from '../../../sockets/table/named-fields.ts';
import type { Shape, Shapes, ShapesOf } from '../shape.ts';
import { namedShape, socketShapes } from './socket.ts';

/** The shapes of a group of sockets as data: any field can be a key, and every quantity a measure. */
export function socketGroupShapes(): ShapesOf<SocketGroup> {
  return {
    key: { is: 'object', members: keyShapes(), patterns: PREFIXES, doc: 'The value of each key that was asked for.' },
    count: { is: 'number', doc: 'How many sockets there are.' },
    sum: {
      is: 'object',
      members: {},
      patterns: measures(({ fold }) => fold === 'sum'),
      doc: 'Sums of the measures; null where no socket knows it.',
    },
    max: {
      is: 'object',
      members: {},
      patterns: measures(({ fold }) => fold !== undefined),
      doc: 'The largest value of each measure.',
    },
  };
}

/** `remote/24` and `remote/24/56`. */
const PREFIXES: Shapes = { '^(local|remote)/\\d{1,2}(/\\d{1,3})?$': { is: 'text', orNull: true } };

/** Unknown, or no field of such sockets, is one value of each. What a field is says the schema of sockets. */
function keyShapes(): Shapes {
  const own = socketShapes();
  return Object.fromEntries(
    NAMED_FIELDS.map((field): [string, Shape] => {
      const { doc: _, ...shape } = own[field.name] ?? namedShape(field);
      return [field.name, { ...shape, orNull: true }];
    }),
  );
}

/** One pattern for all of them, because each is a number: what a field is stands in the schema of sockets. */
function measures(isMeasure: (field: NamedField) => boolean): Shapes {
  const names = NAMED_FIELDS.filter(isMeasure).map(({ name }) => name.replace('.', '\\.'));
  return { [`^(${names.join('|')})$`]: { is: 'number', orNull: true } };
}
