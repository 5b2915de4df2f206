/** SGR parameters, ECMA-48. */
export const RED = 31;
export const GREEN = 32;
export const YELLOW = 33;
export const CYAN = 36;
export const FAINT = 2;
