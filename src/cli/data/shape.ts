/** What a value of plain data can be. */
export type Shape = Leaf | ListShape | ObjectShape;

interface About {
  /** One sentence; it stands in the schema. */
  doc?: string;
  /** It may be unknown, or there may be none: null. */
  orNull?: true;
}

interface Leaf extends About {
  is: 'text' | 'number' | 'boolean' | 'time';
  /** The words it is one of. */
  words?: readonly string[];
}

interface ListShape extends About {
  is: 'list';
  of: Shape;
}

export interface ObjectShape extends About {
  is: 'object';
  members: Shapes;
  /** Members of further names, which these regular expressions find. */
  patterns?: Shapes;
  /** Members that are never left out. */
  required?: 'all' | readonly string[];
}

export type Shapes = Readonly<Record<string, Shape>>;

/** A shape for each member of a type: whoever adds one to the type adds it here. */
export type ShapesOf<Row> = Readonly<Record<keyof Required<Row> & string, Shape>>;

/** The names of the columns that are no object: members of objects behind a point. */
export function leafNames(shapes: Shapes, before = ''): string[] {
  return Object.entries(shapes).flatMap(([name, shape]) =>
    shape.is === 'object' ? leafNames(shape.members, `${before}${name}.`) : [`${before}${name}`],
  );
}
