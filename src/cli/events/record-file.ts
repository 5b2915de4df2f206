import { fchmodSync, fstatSync, ftruncateSync, lstatSync, unlinkSync } from 'node:fs';
import { failureOf, openForUser, PRIVATE, type UserFile } from '../open-for-user.ts';
import { Output } from '../output/output.ts';
import { ClosedPipe } from '../output/stdout.ts';

/** A file that a record is written to, for its owner alone: it says who talks to whom. What it fails with ends the run, and names the file. */
export class RecordFile {
  readonly #path: string;
  readonly #file: UserFile;
  readonly #output: Output;
  #begun = false;

  constructor(path: string) {
    this.#path = path;
    this.#file = openForUser(path, 'write');
    this.#output = new Output(this.#file.fd);
  }

  /** With the first bytes what was in the file is gone. Throws ClosedPipe when the reader of a pipe has gone. */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      if (!this.#begun) this.#begin();
      await this.#output.write(bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') throw new ClosedPipe();
      throw failureOf(this.#path, error);
    }
  }

  /** Of a stream that never began nothing is left. */
  end(): void {
    const { fd, path, created } = this.#file;
    if (this.#begun || !created) return;
    const [ours, there] = [fstatSync(fd), lstatSync(path, { throwIfNoEntry: false })];
    if (there?.ino === ours.ino && there.dev === ours.dev) unlinkSync(path);
  }

  #begin(): void {
    this.#begun = true;
    const { fd, kind, created, handed } = this.#file;
    if (kind !== 'file' || created || handed) return;
    if ((fstatSync(fd).mode & 0o777) !== PRIVATE) fchmodSync(fd, PRIVATE);
    ftruncateSync(fd);
  }
}
