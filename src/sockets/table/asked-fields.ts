// Made from fields.ts by `npm run docs`: change the table, not this file.

/** Fields that a query asks for by their names, each a column. */
export const ASKED_FIELDS = [
  'mark',
  'tos',
  'tclass',
  'congestion',
  'classId',
  'cgroup',
  'ulp',
  'tls',
  'mptcpToken',
] as const;

export type AskedField = (typeof ASKED_FIELDS)[number];
