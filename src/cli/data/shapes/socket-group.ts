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
      members: measureShapes(({ fold }) => fold === 'sum'),
      doc: 'Sums of the measures; null where no socket knows it.',
    },
    max: {
      is: 'object',
      members: measureShapes(({ fold }) => fold !== undefined),
      doc: 'The largest value of each measure.',
    },
  };
}

/** `remote/24` and `remote/24/56`. */
const PREFIXES: Shapes = { '^(local|remote)/\\d{1,2}(/\\d{1,3})?$': { is: 'text', orNull: true } };

/** Unknown, or no field of such sockets, is one value of each. */
function keyShapes(): Shapes {
  const own = socketShapes();
  return Object.fromEntries(
    NAMED_FIELDS.map((field): [string, Shape] => [
      field.name,
      { ...(own[field.name] ?? namedShape(field)), orNull: true },
    ]),
  );
}

function measureShapes(isMeasure: (field: NamedField) => boolean): Shapes {
  return Object.fromEntries(
    NAMED_FIELDS.filter(isMeasure).map(({ name, doc }): [string, Shape] => [name, { is: 'number', orNull: true, doc }]),
  );
}
