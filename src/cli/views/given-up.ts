import { warn } from '../output/stderr.ts';

/** Names of a listing. */
interface LookedUp {
  takeGivenUp(): number;
}

/** A number that stands for want of time, and not of a name, is no answer: so much is said once a listing. */
export function warnOfNames(names: LookedUp): void {
  const count = names.takeGivenUp();
  if (count === 0) return;
  warn(
    `sockdiag: ${count === 1 ? '1 name was' : `${count} names were`} not found in time, and shown as numbers; -n looks up none`,
  );
}
