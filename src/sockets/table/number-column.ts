/** A column of numbers, one or more elements a row. */
export type NumberColumn = Uint8Array | Uint16Array | Uint32Array;
