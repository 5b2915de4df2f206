/** What stands for "not known" or "not there" in a record or a column, each for one kind of number. */

/** In a record's number that is never negative. */
export const ABSENT = -1;

/** In a 32-bit column. */
export const UNKNOWN = 0xffffffff;

/** In an 8-bit column. */
export const UNKNOWN_BYTE = 0xff;
