import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Runs something and says for how many seconds the event loop stood still at the longest. */
export async function longestBlock<Result>(work: () => Promise<Result>): Promise<{ result: Result; block: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const result = await work();
  delay.disable();
  // The histogram counts a timer's whole delay; its resolution is the part that is no block.
  return { result, block: Math.max(0, delay.max / 1e9 - 1e-3) };
}
