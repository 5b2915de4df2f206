import { readFileSync } from 'node:fs';
import { packageFile } from '../../package-root.ts';
import type { CompletionSettings, Shell } from '../options/completion.ts';
import { writeStdout } from '../output/stdout.ts';

/** Called as each shell looks for them. */
const FILES: Readonly<Record<Shell, string>> = { bash: 'sockdiag.bash', zsh: '_sockdiag', fish: 'sockdiag.fish' };

/** `sockdiag completion SHELL`. @throws ClosedPipe */
export async function runCompletion({ shell }: CompletionSettings): Promise<void> {
  writeStdout(readFileSync(packageFile(`completions/${FILES[shell as Shell]}`)));
}
