import type { LineWriter } from '../output/line-writer.ts';
import type { Settings } from '../settings.ts';

/** What a view is opened with. */
export interface ViewContext {
  settings: Settings;
  out: LineWriter;
  /**
   * Of a continuous run: waits for room for more lines, where a listing is too large to be held until it is whole. Views that
   * may be so large call it between their batches.
   */
  room?: () => Promise<void>;
}

/** One listing; of a continuous run one after the other. Throws Exit where netstat ends with a failure. */
export type View = () => Promise<void>;
