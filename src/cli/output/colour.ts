import { isTerminal } from './device.ts';

/** Whether lines get colours: on a terminal that has them, unless its user wants none. */
export function wantsColour(fd: number, { NO_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  return isTerminal(fd) && !NO_COLOR && TERM !== undefined && TERM !== '' && TERM !== 'dumb';
}

/** The same where an option may choose. NO_COLOR (no-color.org) wins over FORCE_COLOR, and what is chosen over both. */
export function choosesColour(choice: 'auto' | 'always' | 'never', fd: number, env: NodeJS.ProcessEnv): boolean {
  if (choice !== 'auto') return choice === 'always';
  const { NO_COLOR, FORCE_COLOR = '' } = env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR === '0' || FORCE_COLOR === 'false') return false;
  return FORCE_COLOR !== '' || wantsColour(fd, env);
}
