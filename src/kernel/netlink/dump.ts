import { systemError } from '../../base/errors.ts';
import { yieldToEventLoop } from '../../base/event-loop.ts';
import type { Addon, OnRead } from '../addon/addon.ts';
import { startNative } from '../addon/start-native.ts';
import { ReplyBytes } from './reply-bytes.ts';

/** Netlink protocols, `include/uapi/linux/netlink.h`. */
export const NETLINK_ROUTE = 0;
export const NETLINK_SOCK_DIAG = 4;
export const NETLINK_NETFILTER = 12;

// Three of the kernel's datagrams: some eight hundred sockets, which are decoded well within a millisecond, and in few
// even when the code is cold. Two of them: the thread fills one while the other is decoded.
const CHUNK_BYTES = 96 * 1024;
const CHUNKS = 2;

interface DumpRead {
  buffer: ArrayBuffer;
  resolve: (chunk: Chunk) => void;
  reject: (error: Error) => void;
}

interface Chunk {
  buffer: ArrayBuffer;
  bytes: number;
  done: boolean;
}

/**
 * Sends one request and yields its reply in chunks of whole messages, the closing NLMSG_DONE or NLMSG_ERROR included.
 * A chunk is valid until the next one is asked for. The kernel's dump goes on no faster than the chunks are taken.
 */
export async function* dump(
  addon: Addon,
  protocol: number,
  request: Uint8Array,
  signal?: AbortSignal,
): AsyncGenerator<ReplyBytes, void, undefined> {
  signal?.throwIfAborted();
  const waiting: DumpRead[] = [];
  const handle = startNative(() => new addon.Dump(protocol, request, answerTo(waiting)));
  const read = (buffer: ArrayBuffer) => {
    const chunk = new Promise<Chunk>((resolve, reject) => waiting.push({ buffer, resolve, reject }));
    // The reads behind a failed one fail too, and nobody waits for them any more.
    chunk.catch(() => {});
    handle.read(buffer);
    return chunk;
  };
  const close = () => handle.close();
  signal?.addEventListener('abort', close, { once: true });
  try {
    const chunks = Array.from({ length: CHUNKS }, () => read(new ArrayBuffer(CHUNK_BYTES)));
    for (;;) {
      const chunk = await (chunks.shift() as Promise<Chunk>);
      // The last chunk too: whether it came before the signal was raised is chance.
      signal?.throwIfAborted();
      if (chunk.bytes > 0) yield new ReplyBytes(chunk.buffer, chunk.bytes);
      signal?.throwIfAborted();
      if (chunk.done) return;
      await yieldToEventLoop(signal);
      chunks.push(read(chunk.buffer));
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', close);
    handle.close();
  }
}

/** Outside dump(), so that the thread's callback does not keep the handle of a forgotten dump alive. */
function answerTo(waiting: DumpRead[]): OnRead {
  return (errno, syscall, bytes, done) => {
    const { buffer, resolve, reject } = waiting.shift() as DumpRead;
    if (errno !== 0) reject(systemError(`netlink ${syscall}`, errno));
    else resolve({ buffer, bytes, done });
  };
}
