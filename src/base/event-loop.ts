import { setImmediate } from 'node:timers/promises';

/** Lets everything else that waits run once. Between slices of a few milliseconds at most, this keeps the event loop free. */
export async function yieldToEventLoop(signal?: AbortSignal): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
