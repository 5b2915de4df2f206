import { isTarget, TARGET_NAMES, type TargetName } from './targets.ts';

export interface Options {
  /** Build what is current too. */
  force: boolean;
  /** Build again, elsewhere and from nothing, and compare. */
  verify: boolean;
  targets: readonly TargetName[];
}

export const USAGE = `usage: npm run prebuild [-- OPTIONS]
Makes the addons in prebuilds/ that are not there or are made from other sources.
  --force          make them all the same, with nothing kept of earlier builds
  --only TARGET    only this one: ${TARGET_NAMES.join(', ')}
  --verify         build again in another folder, with nothing kept, and compare with prebuilds/
`;

/** @throws Error that says what is wrong with the arguments */
export function readOptions(words: readonly string[]): Options {
  const options: Options = { force: false, verify: false, targets: TARGET_NAMES };
  const only: TargetName[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--force') options.force = true;
    else if (word === '--verify') options.verify = true;
    else if (word === '--only') only.push(targetNamed(words[++i]));
    else throw new Error(`no option ${word}`);
  }
  return only.length > 0 ? { ...options, targets: only } : options;
}

function targetNamed(name: string | undefined): TargetName {
  if (name === undefined || !isTarget(name)) throw new Error(`--only needs one of ${TARGET_NAMES.join(', ')}`);
  return name;
}
