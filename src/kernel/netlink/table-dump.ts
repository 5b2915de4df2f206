import type { Addon } from '../addon/addon.ts';
import { dump } from './dump.ts';
import { type OnMessage, walkMessages } from './message.ts';

/** A request that the kernel answers with a table. */
export interface TableRequest {
  /** Of `include/uapi/linux/netlink.h`. */
  protocol: number;
  request: Uint8Array;
  /** Names it in errors. */
  operation: string;
}

/** What is told of a dump beside its messages. */
export interface DumpOutcome {
  /** Set when the kernel said that its table changed during the dump (NLM_F_DUMP_INTR). */
  interrupted: boolean;
}

/** Calls `onMessage` for each message of a chunk; can be called again while the chunk is valid. */
export type WalkChunk = (onMessage: OnMessage) => void;

/**
 * The messages of a kernel's table, a chunk at a time, each valid until the next one is asked for. What the kernel refuses is
 * thrown before the first chunk.
 */
export async function* dumpMessages(
  addon: Addon,
  { protocol, request, operation }: TableRequest,
  outcome: DumpOutcome,
  signal?: AbortSignal,
): AsyncGenerator<WalkChunk, void, undefined> {
  for await (const reply of dump(addon, protocol, request, signal)) {
    const { interrupted } = walkMessages(reply, operation, () => {});
    if (interrupted) outcome.interrupted = true;
    yield (onMessage) => {
      walkMessages(reply, operation, onMessage);
    };
  }
}
