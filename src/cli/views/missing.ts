import { EXIT_FAILURE, Exit } from '../exit.ts';
import { warn } from '../output/stderr.ts';
import type { Sections } from '../sections.ts';
import type { Settings } from '../settings.ts';

/** The kernel lacks a table: a failure where it was asked for, else said only with -v. `name` is netstat's for it. */
export function reportMissing(name: string, { named }: Sections, { verbose }: Settings): void {
  const message = `sockdiag: no support for \`${name}' on this system.`;
  if (named) throw new Exit(EXIT_FAILURE, message);
  if (verbose) warn(message);
}
