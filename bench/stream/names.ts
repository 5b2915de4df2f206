/** Names of what is measured, by which results know them too. */
export const TICK = 'a tick';
export const VERIFYING_TICK = 'a tick that verifies owners';
export const BLOCK = 'event loop in a tick';
export const VERIFYING_BLOCK = 'event loop in a tick that verifies owners';
export const SS = 'ss -tanp';
export const IDLE_WATCH = 'a stream between ticks';
export const IDLE_NODE = 'a Node program that waits';
