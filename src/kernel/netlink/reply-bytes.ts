import { align } from './align.ts';

/** Bytes of a reply, seen in the three widths the kernel writes. They must begin on a multiple of 4, as they do in a datagram. */
export class ReplyBytes {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly length: number;

  constructor(buffer: ArrayBuffer, length: number) {
    this.u8 = new Uint8Array(buffer, 0, length);
    this.u16 = new Uint16Array(buffer, 0, length >> 1);
    this.u32 = new Uint32Array(buffer, 0, length >> 2);
    this.length = length;
  }

  /** For a recorded reply, whose bytes may lie anywhere. */
  static from(bytes: Uint8Array): ReplyBytes {
    const buffer = new ArrayBuffer(align(bytes.length));
    new Uint8Array(buffer).set(bytes);
    return new ReplyBytes(buffer, bytes.length);
  }
}
