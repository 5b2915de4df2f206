import { Output } from './output.ts';
import { ClosedPipe, STDOUT } from './stdout.ts';

/** Standard output, written to while the event loop goes on. Throws ClosedPipe when its reader has gone. */
export class StandardOutput extends Output {
  constructor() {
    super(STDOUT);
  }

  override async write(bytes: Uint8Array): Promise<void> {
    try {
      await super.write(bytes);
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EPIPE' ? new ClosedPipe() : error;
    }
  }
}
