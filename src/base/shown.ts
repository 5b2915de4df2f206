/** What node:util's inspect() asks an object for, and console.log() with it. */
const CUSTOM = Symbol.for('nodejs.util.inspect.custom');
/** Rows that are shown of many. */
const SHOWN_ROWS = 3;

type Show = (value: unknown, options: unknown) => string;

/** Says what console.log() shows of the instances of a class: its name and a value. */
export function showAs<Instance>(
  { name, prototype }: { name: string; prototype: Instance },
  shownOf: (instance: Instance) => unknown,
): void {
  const value = function (this: Instance, _depth: number, options: unknown, show: Show) {
    try {
      return `${name} ${show(shownOf(this), options)}`;
    } catch {
      // Around a proxy of an instance, which has none of its private fields: as without this.
      return this;
    }
  };
  Object.defineProperty(prototype, CUSTOM, { value, configurable: true, writable: true });
}

/** The first of many rows, and how many there are. */
export function firstRows(rows: { readonly length: number; at(index: number): unknown }): object {
  const first = Array.from({ length: Math.min(SHOWN_ROWS, rows.length) }, (_, index) => rows.at(index));
  return { length: rows.length, first };
}

/** Gives plain data with bigints or maps in it what JSON.stringify() makes of it. */
export function withJSON<Data extends object>(data: Data, toJSON: (data: Data) => unknown): Data {
  return Object.defineProperty(data, 'toJSON', { value: () => toJSON(data), configurable: true, writable: true });
}
