/** A masqueraded connection as Linux 2.2 kept it, which is what netstat's columns are. */
export interface MasqueradeEntry {
  /** `tcp`, `udp`, … */
  protocol: string;
  family: number;
  /** The client's and the server's address, in network order: 4 bytes or 16. */
  source: Uint8Array;
  destination: Uint8Array;
  /** 0: none. */
  sourcePort: number;
  destinationPort: number;
  /** The port of this machine under which the connection goes on. */
  masqueradePort: number;
  /** Hundredths of a second until it is forgotten; null when it is not going to be. A bigint beyond 2^53, as of the next. */
  expires: number | bigint | null;
  /** Where sequence numbers began to be moved, by how much since, and by how much before; null where that is not known. */
  initialSequence: number | bigint | null;
  delta: number | null;
  previousDelta: number | null;
}

/** netstat shows no entry of a file of which it cannot read all. The message is its own. */
export class MasqueradeFileError extends Error {}
