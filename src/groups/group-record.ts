import { ABSENT } from '../base/absent.ts';
import { AF_INET } from '../uapi/sockets.ts';

/** Where in the file a word lies: a copy of each would be a good part of the time a row takes. */
export class LineText {
  bytes: Uint8Array = new Uint8Array();
  start = 0;
  end = 0;

  set(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }

  toString(): string {
    return Buffer.from(this.bytes.subarray(this.start, this.end)).toString();
  }
}

/** One membership as it was read: a parser overwrites the same record for every row. */
export class GroupRecord {
  family = AF_INET;
  /** The interface's name, of one that is none what the C library takes of it, and its index in the network namespace; ABSENT where the file has a number that is none. */
  readonly name = new LineText();
  isNameKnown = true;
  interfaceIndex = 0;
  /** In network order; 4 bytes of it for AF_INET. */
  readonly address = new Uint8Array(16);
  /** Signed; null like the index. */
  users: number | null = 0;
  /** The same as it is printed, where it does not fit. */
  readonly printedUsers = new LineText();
  /** Milliseconds until the membership is reported to routers; ABSENT when no report is due, and like the index. */
  expires = ABSENT;
  /** Null where the file ends before it. */
  reporter: boolean | null = false;
  /** IPv4: `V1`, `V2` or `V3`; what it holds for IPv6 is of no meaning. */
  readonly igmp = new LineText();
  /** IPv6: `MAF_*`, unsigned; ABSENT for IPv4, and where the file ends before it. */
  flags = ABSENT;
}
