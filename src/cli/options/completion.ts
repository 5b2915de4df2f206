import { EXIT_USAGE, Exit } from '../exit.ts';
import { defaultSettings, type Settings } from '../settings.ts';
import type { CommandSpec } from './command-spec.ts';
import { oneOf } from './effects.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** What `sockdiag completion` is asked for. */
export interface CompletionSettings extends Settings {
  shell: Shell | undefined;
}

/** `sockdiag completion`: what a shell needs to complete command lines of sockdiag. */
export const COMPLETION: CommandSpec<CompletionSettings> = {
  summary: 'what a shell completes command lines by',
  description:
    'Prints the completion of a shell, to be loaded by its settings. It offers commands, options with what each does, their words, and the fields that --columns, --sort and --by take.',
  operand: {
    argument: { name: 'SHELL', words: SHELLS },
    group: 'own',
    apply: (settings, value) => {
      if (settings.shell !== undefined) throw new Exit(EXIT_USAGE, 'sockdiag: completion takes one shell');
      settings.shell = oneOf('completion', SHELLS, value);
    },
  },
  options: [],
  newSettings: () => ({ ...defaultSettings(), shell: undefined }),
  refuses: [{ when: ({ shell }) => shell === undefined, reason: `name a shell: ${SHELLS.join(', ')}` }],
  readsNoSystem: () => true,
  examples: [
    { line: 'sockdiag completion bash', what: 'in ~/.bashrc: source <(sockdiag completion bash)' },
    { line: 'sockdiag completion zsh', what: 'into a file _sockdiag in a folder of $fpath' },
    { line: 'sockdiag completion fish', what: 'into ~/.config/fish/completions/sockdiag.fish' },
  ],
};
