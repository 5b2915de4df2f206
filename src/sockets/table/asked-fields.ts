// Made from fields.ts by `npm run docs`: change the table, not this file.

/** Fields that a query asks for by their names, each a column with one element a row. */
export const ASKED_FIELDS = ['mark'] as const;

export type AskedField = (typeof ASKED_FIELDS)[number];
