import type { NamedField } from '../table/named-fields.ts';

/** Where a node stands in the text: characters from one on, up to another. */
export interface Span {
  from: number;
  to: number;
}

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** An address, or all that begin with the same bits. IPv4 is as it is, and matches what is mapped into IPv6 too. */
export interface Prefix {
  family: 'inet' | 'inet6';
  /** In network order, 4 or 16 bytes. */
  address: Uint8Array;
  /** In bits. */
  length: number;
}

/** What a field is compared with. A name that a file or a name server knows stands as `named` until it is looked up. */
export type Value = Span &
  (
    | { kind: 'number'; number: number }
    | { kind: 'id64'; id: bigint }
    | { kind: 'boolean'; is: boolean }
    | { kind: 'text'; text: string }
    /** As fnmatch(3) takes it without flags: see matchesGlob(). */
    | { kind: 'glob'; glob: string; anyCase?: true }
    | { kind: 'prefix'; prefix: Prefix }
    | { kind: 'range'; low: number; high: number }
    | { kind: 'masked'; number: number; mask: number }
    | { kind: 'named'; what: 'host' | 'service' | 'user' | 'interface' | 'cgroup'; name: string }
  );

/**
 * What is asked of every row. SQL's logic of three values: a comparison with what a row does not know, or does not have, is unknown, and a row passes
 * only where the whole is true.
 */
export type Expression = Span &
  /** `and` of no parts is true of every row. */
  (
    | { kind: 'and' | 'or'; parts: readonly Expression[] }
    | { kind: 'not'; part: Expression }
    /** With `=` any of the values, with `!=` none of them; the other operators have one value. Of a field of many, any of them; none of them. */
    | { kind: 'compare'; field: NamedField; operator: Operator; values: readonly Value[] }
    | { kind: 'matches'; field: NamedField; pattern: RegExp }
    | { kind: 'isUnknown'; field: NamedField }
    /** A port that the program did not choose, as ss has it: of the range for such ports; a UNIX socket without a name, or with the kernel's. */
    | { kind: 'autobound' }
  );

/** A comparison of a field. */
export type Comparison = Extract<Expression, { kind: 'compare' }>;
