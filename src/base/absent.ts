/**
 * What a number of a record holds that its source does not tell, or that the thing does not have. No such number is ever negative. Columns of
 * sockets have a bit for that instead (`sockets/table/unknown.ts`).
 */
export const ABSENT = -1;
