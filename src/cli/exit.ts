/** Exit codes, netstat's. */
export const EXIT_FAILURE = 1;
export const EXIT_USAGE = 3;
/** For a file that it cannot read. */
export const EXIT_BAD_FILE = 255;

/** Ends the run with a code, after one message on stderr. Thrown, so that it passes every layer of the command. */
export class Exit extends Error {
  readonly code: number;
  /** The usage follows the message, as after netstat's option errors. */
  readonly usage: boolean;
  /** One line of ours behind that. */
  readonly hint: string | undefined;

  constructor(code: number, message: string, usage = false, hint?: string) {
    super(message);
    this.code = code;
    this.usage = usage;
    this.hint = hint;
  }
}

/** What a command answers by its exit code, when nothing went wrong. */
export class Answer extends Exit {
  constructor(code: number) {
    super(code, '');
  }
}
