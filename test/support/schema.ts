import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { packageFile } from '../../src/package-root.ts';

export interface Schema {
  required?: readonly string[];
  properties?: Readonly<Record<string, Schema>>;
  items?: Schema;
}

/** A schema of the package, by its name without the ending. */
export function schemaNamed(name: string): Schema {
  return JSON.parse(readFileSync(packageFile(`schema/${name}.schema.json`), 'utf8'));
}

/** What says whether a row fits a schema of the package; that of events refers to that of sockets. */
export function validatorOf(name: string): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  if (name === 'event') ajv.addSchema(schemaNamed('socket'));
  return ajv.compile(schemaNamed(name));
}

interface Damaged {
  /** Where, and what was done there. */
  what: string;
  row: unknown;
}

/** A row over and over, each time with one fault: a value of a wrong type, a key that no schema has, a key that is needed and is not there. */
export function* damagedRows(row: unknown, { required = [], properties = {}, items }: Schema): Generator<Damaged> {
  if (Array.isArray(row)) {
    for (const { what, row: damaged } of row.length > 0 ? damagedRows(row[0], items ?? {}) : []) {
      yield { what: `0.${what}`, row: [damaged, ...row.slice(1)] };
    }
    return;
  }
  if (typeof row !== 'object' || row === null) return;
  yield { what: 'a key more', row: { ...row, noSuchKey: 1 } };
  for (const key of required) {
    const { [key]: _, ...others } = row as Record<string, unknown>;
    yield { what: `no ${key}`, row: others };
  }
  for (const [key, value] of Object.entries(row)) {
    yield { what: `another type of ${key}`, row: { ...row, [key]: LIKE_NONE } };
    for (const { what, row: damaged } of damagedRows(value, properties[key] ?? {})) {
      yield { what: `${key}.${what}`, row: { ...row, [key]: damaged } };
    }
  }
}

/** No field is a list of lists. */
const LIKE_NONE = [[]];
