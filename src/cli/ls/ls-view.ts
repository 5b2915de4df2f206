import type { LineWriter } from '../output/line-writer.ts';

/** One way to show what is listed. */
export interface LsView {
  /**
   * Lists once.
   * @param room - called where there is time to write
   * @throws Exit
   */
  list(out: LineWriter, room?: () => Promise<void>): Promise<void>;
}
