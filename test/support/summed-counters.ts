/** Counters of an interface that /proc/net/dev has only as parts of sums. */
export const ONLY_IN_SUMS = new Set<string>([
  ...[
    'rxDropped',
    'rxLengthErrors',
    'rxOverErrors',
    'rxCrcErrors',
    'rxFrameErrors',
    'rxMissedErrors',
    'txAbortedErrors',
  ],
  ...['txCarrierErrors', 'txHeartbeatErrors', 'txWindowErrors', 'rxNoHandler', 'rxOtherHostDropped'],
]);
