/** How much moves a second, from one look at a socket to the next: a column each, NaN where that is unknown. Only snapshots() has it. */
export class RateColumns {
  /** Bytes sent, those sent again included; before Linux 4.19 those that were acknowledged. */
  readonly sendRate: Float64Array;
  /** Bytes received. */
  readonly recvRate: Float64Array;
  /** Segments sent, those without data and those sent again included. */
  readonly sendSegmentRate: Float64Array;
  /** Segments received. */
  readonly recvSegmentRate: Float64Array;
  /** Segments sent again. */
  readonly retransRate: Float64Array;

  constructor(rows: number) {
    this.sendRate = new Float64Array(rows);
    this.recvRate = new Float64Array(rows);
    this.sendSegmentRate = new Float64Array(rows);
    this.recvSegmentRate = new Float64Array(rows);
    this.retransRate = new Float64Array(rows);
  }
}

export const RATE_NAMES = [
  ...(['sendRate', 'recvRate'] as const),
  ...(['sendSegmentRate', 'recvSegmentRate', 'retransRate'] as const),
] satisfies (keyof RateColumns)[];
