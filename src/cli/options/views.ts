// The options that open another view than sockets.
import type { Mode } from '../settings.ts';
import { set } from './effects.ts';
import type { OptionSpec } from './spec.ts';

const mode = (
  view: Mode,
  option: Required<Pick<OptionSpec, 'short' | 'long' | 'help' | 'note'>> & Pick<OptionSpec, 'views' | 'helpWith'>,
): OptionSpec => ({
  ...option,
  group: 'views',
  opens: view,
  apply: (settings) => settings.modes.push(view),
});

export const interfaces = mode('interfaces', {
  short: 'i',
  long: 'interfaces',
  help: 'the interfaces: packets, errors, flags',
  note: 'Those that are up; with -a all of them.',
});

export const route = mode('routes', {
  short: 'r',
  long: 'route',
  help: 'the routing table',
  note: 'IPv4 by default; -4, -6 and -A say which tables, in the order in which they are named.',
});

export const masquerade = mode('masquerade', {
  short: 'M',
  long: 'masquerade',
  views: ['ls'],
  helpWith: { ls: 'MPTCP connections, as with ss' },
  help: 'connections whose addresses are translated',
  note: 'What the machine translates for others, or for itself: source NAT, masquerading and destination NAT.',
});

export const statistics = mode('statistics', {
  short: 's',
  long: 'statistics',
  help: 'the counters of each protocol',
  note: 'Of IPv4 and what goes with it, or with -6 of IPv6. -t, -u, -w and -S choose among them. Listed once, whatever -c says.',
});

export const groups: OptionSpec = {
  short: 'g',
  long: 'groups',
  group: 'views',
  opens: 'groups',
  help: 'multicast groups',
  note: 'A section of the listing of sockets: with options for sockets these are listed too.',
  apply: set('groups'),
};
