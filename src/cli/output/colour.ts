import { isatty } from 'node:tty';

/** Whether lines get colours: on a terminal that has them, unless its user wants none. */
export function wantsColour(fd: number, { NO_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  return isatty(fd) && !NO_COLOR && TERM !== undefined && TERM !== '' && TERM !== 'dumb';
}
