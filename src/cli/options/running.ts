// The options for how often, and from where, what is listed is read.
import { SOURCES } from '../../kernel/source-choice.ts';
import { OWNER_METHODS } from '../../sockets/query.ts';
import { EXIT_USAGE, Exit } from '../exit.ts';
import { secondsOf } from './duration.ts';
import { oneOf, set } from './effects.ts';
import { EVERY_VIEW, type OptionSpec } from './spec.ts';

export const continuous: OptionSpec = {
  short: 'c',
  long: 'continuous',
  group: 'running',
  views: ['sockets', 'ls', 'routes', 'interfaces', 'groups', 'masquerade'],
  help: 'list again every second until interrupted',
  note: 'With -s it has no effect.',
  apply: set('continuous', 'again'),
};

export const interval: OptionSpec = {
  long: 'interval',
  argument: { name: 'TIME' },
  group: 'running',
  views: ['sockets', 'ls', 'events', 'routes', 'interfaces', 'groups', 'masquerade'],
  extra: true,
  help: 'pause between two listings, as -c: 10s, 500ms; of events between looks',
  helpWith: {
    ls: 'pause between two listings, as -c; of rates between two looks',
    events: 'look at the tables this often: 10s, 500ms (default 1s)',
  },
  note: 'Above 0; a fraction is taken. Units are ms, s, m and h; seconds without one. Of events 1s by default.',
  apply: (settings, value) => {
    settings.interval = secondsOf('--interval', value);
    settings.continuous = true;
  },
};

export const source: OptionSpec = {
  long: 'source',
  argument: { name: 'SOURCE', words: SOURCES },
  group: 'running',
  views: EVERY_VIEW,
  extra: true,
  help: 'from netlink, procfs, or auto: netlink and what it lacks from procfs',
  note:
    'A source named is never replaced by the other. Of these netlink wants the addon, and knows nothing of another /proc. ' +
    'What -s and -g list, and sockets and routes of the legacy families, is in /proc alone, so that with netlink they fail.',
  apply: (settings, value) => {
    settings.source = oneOf('--source', SOURCES, value);
  },
};

export const owners: OptionSpec = {
  long: 'owners',
  argument: { name: 'METHOD', words: OWNER_METHODS },
  group: 'running',
  views: ['sockets', 'ls', 'events', 'who'],
  extra: true,
  help: 'how -p finds owners: bpf, procfs, or auto: bpf where it is worth it',
  helpWith: { who: 'how owners are found: bpf, procfs, or auto: bpf where it is worth it' },
  note:
    'With bpf the kernel lists the open files of all processes itself: this needs CAP_BPF and CAP_PERFMON, or root, and Linux 5.17 with ' +
    'BTF; Linux 5.11 to 5.16 need libbpf.so.1 too. With procfs the descriptors of every process under /proc are read. By itself bpf is taken where it can be had and ' +
    '2,000 files or more are open.',
  apply: (settings, value) => {
    settings.ownerMethod = oneOf('--owners', OWNER_METHODS, value);
  },
};

export const procfs: OptionSpec = {
  long: 'procfs',
  argument: { name: 'DIR', folder: true },
  group: 'running',
  views: EVERY_VIEW,
  extra: true,
  help: 'read everything from another /proc (default: HOST_PROC)',
  note: 'A container with that of its host mounted, or a copy. Nothing is asked over netlink then.',
  apply: (settings, value) => {
    // What a script's empty variable makes must not be this system's own /proc.
    if (value === '') throw new Exit(EXIT_USAGE, "sockdiag: --procfs wants a folder, not ''");
    settings.procRoot = value;
  },
};
