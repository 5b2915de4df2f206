import { openSync } from 'node:fs';
import { EXIT_FAILURE, Exit } from '../exit.ts';
import { Output } from '../output/output.ts';

/** For its owner alone: it says who talks to whom. */
const MODE = 0o600;

/** A file that a record is written to. What it fails with ends the run, and names the file. */
export class RecordFile {
  readonly #path: string;
  readonly #output: Output;

  /** What was in the file is gone. */
  constructor(path: string) {
    this.#path = path;
    try {
      this.#output = new Output(openSync(path, 'w', MODE));
    } catch (error) {
      throw this.#failure(error);
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.#output.write(bytes);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): Exit {
    return new Exit(EXIT_FAILURE, `sockdiag: ${this.#path}: ${(error as Error).message}`);
  }
}
