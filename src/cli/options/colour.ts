import { oneOf } from './effects.ts';
import type { OptionSpec } from './spec.ts';

export const COLOUR_CHOICES = ['auto', 'always', 'never'] as const;

export type ColourChoice = (typeof COLOUR_CHOICES)[number];

/** Of commands whose output has colours. */
export const colour: OptionSpec<{ colour: ColourChoice }> = {
  long: 'color',
  argument: { name: 'WHEN', words: COLOUR_CHOICES },
  group: 'own',
  extra: true,
  help: 'colours: always, never, or auto: at a terminal',
  note: 'By itself as the terminal, NO_COLOR and FORCE_COLOR have it.',
  apply: (settings, value) => {
    settings.colour = oneOf('--color', COLOUR_CHOICES, value);
  },
};
