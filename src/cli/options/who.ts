import { EXIT_USAGE, Exit } from '../exit.ts';
import { defaultSettings, type Settings } from '../settings.ts';
import { type ColourChoice, colour } from './colour.ts';
import type { CommandSpec } from './command-spec.ts';

/** What `sockdiag who` is asked for. */
export interface WhoSettings extends Settings {
  /** As it was written: a port, an address with one, a service, a path. */
  target: string | undefined;
  colour: ColourChoice;
}

/** `sockdiag who`: who holds a port or a path. */
export const WHO: CommandSpec<WhoSettings> = {
  summary: 'who holds a port, or the path of a UNIX socket',
  description:
    'Prints every socket that keeps others from a port or a path, in whatever state, with the processes that hold it: user, command line, ' +
    'start, and what started them, up to the unit or container. TARGET is 8080, :8080, 127.0.0.1:8080, [::1]:8080, udp:53, tcp:https, a path as ' +
    '/run/x.sock, or @name. Exit code 0: held, 1: free, 3: could not look.',
  operand: {
    argument: { name: 'TARGET' },
    group: 'own',
    apply: (settings, value) => {
      if (settings.target !== undefined) throw new Exit(EXIT_USAGE, 'sockdiag: who takes one port or path');
      settings.target = value;
    },
  },
  options: [colour],
  newSettings: () => ({ ...defaultSettings(), target: undefined, colour: 'auto' }),
  refuses: [
    {
      when: ({ modes, groups }) => modes.length > 0 || groups,
      reason: '-i, -r, -s, -M and -g list something else than sockets',
    },
    { when: ({ context }) => context, reason: 'there is no -Z' },
    {
      when: ({ filter, explain }) => filter !== undefined || explain,
      reason: 'it looks for one port or path: sockdiag ls takes a filter',
    },
    { when: ({ continuous }) => continuous, reason: 'it looks once, there is no -c' },
    {
      when: ({ families }) => families.length > 0,
      reason: 'a family is not chosen: name an address of it, as in 0.0.0.0:80 or [::]:80',
    },
    {
      when: ({ tcp, udp, udplite, sctp, raw, unix, l2cap, rfcomm }) =>
        [tcp, udp, udplite, sctp, raw, unix, l2cap, rfcomm].includes(true),
      reason: 'the protocol is part of what is asked for, as in udp:53',
    },
    { when: ({ target }) => target === undefined, reason: 'name a port or a path, as in sockdiag who 8080' },
  ],
  failure: EXIT_USAGE,
  examples: [
    { line: 'sockdiag who 8080', what: 'who holds port 8080, of any protocol', root: true },
    { line: 'sockdiag who udp:53', what: 'who answers DNS' },
    { line: 'sockdiag who [::1]:8080 --json', what: 'what holds it at that address, as data' },
    { line: 'sockdiag who /run/docker.sock', what: 'who holds the path of a UNIX socket' },
  ],
};
