// The options that say what is shown as a number.
import { set } from './effects.ts';
import type { OptionSpec } from './spec.ts';

export const numeric: OptionSpec = {
  short: 'n',
  long: 'numeric',
  group: 'names',
  views: ['sockets', 'who', 'routes', 'interfaces', 'groups', 'masquerade'],
  help: 'numbers for hosts, ports and users',
  helpWith: { who: 'numbers for users' },
  note: 'Nothing is looked up then, and nothing waits for a name server.',
  apply: set('numericHosts', 'numericPorts', 'numericUsers'),
};

export const numericHosts: OptionSpec = {
  long: 'numeric-hosts',
  group: 'names',
  views: ['sockets', 'routes', 'groups', 'masquerade'],
  help: 'numbers for hosts',
  apply: set('numericHosts'),
};

export const numericPorts: OptionSpec = {
  long: 'numeric-ports',
  group: 'names',
  views: ['sockets', 'masquerade'],
  help: 'numbers for ports',
  apply: set('numericPorts'),
};

export const numericUsers: OptionSpec = {
  long: 'numeric-users',
  group: 'names',
  views: ['sockets', 'who'],
  help: 'numbers for users',
  apply: set('numericUsers'),
};

export const symbolic: OptionSpec = {
  short: 'N',
  long: 'symbolic',
  group: 'names',
  hidden: true,
  apply: set('symbolic'),
};
