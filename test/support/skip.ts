/**
 * The reason to skip a test for want of something, or false when it is there. Where `SOCKDIAG_TEST_NO_SKIP` is set, as in CI, what
 * is wanted must be there and its absence is a failure.
 */
export function skipUnless(there: boolean, reason: string): string | false {
  if (there) return false;
  if (process.env.SOCKDIAG_TEST_NO_SKIP) throw new Error(`may not be skipped here: ${reason}`);
  return reason;
}
