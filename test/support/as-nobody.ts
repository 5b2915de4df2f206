import { COMMAND, has, run } from './command.ts';
import { skipUnless } from './skip.ts';

/** Runs what follows as a user who may do nothing. */
export const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;

const [program, ...words] = AS_NOBODY;
const runs = has(program) && run(program, [...words, process.execPath, COMMAND, '-V']).code === 0;

/** Why that user cannot run the command, as a skip: a checkout below a private folder is not for others to read. */
export const noNobody = skipUnless(runs, 'the command cannot be run as another user here');
