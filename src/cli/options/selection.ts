// The options that choose among what a view has.
import { set } from './effects.ts';
import type { OptionSpec } from './spec.ts';

export const listening: OptionSpec = {
  short: 'l',
  long: 'listening',
  group: 'selection',
  views: ['sockets', 'ls', 'events'],
  help: 'only sockets that listen',
  helpWith: {
    ls: 'only sockets that listen, else those of every state',
    events: 'only sockets that listen, else those of every state',
  },
  note: 'Of TCP those without a foreign port, of UDP, UDP-Lite and raw those without a foreign address.',
  apply: set('listening'),
};

export const all: OptionSpec = {
  short: 'a',
  long: 'all',
  group: 'selection',
  views: ['sockets', 'interfaces'],
  help: 'sockets that listen and others; with -i interfaces that are down too',
  note: 'It wins over -l.',
  apply: set('all'),
};

export const cache: OptionSpec = {
  short: 'C',
  long: 'cache',
  group: 'selection',
  views: ['routes'],
  help: 'with -r: the routing cache, which is empty since Linux 3.6',
  note: 'What is listed is its heading alone. With -F the forwarding table comes first.',
  apply: set('cache'),
};

export const fib: OptionSpec = {
  short: 'F',
  long: 'fib',
  group: 'selection',
  views: ['routes'],
  help: 'with -r: the forwarding table, which is the default',
  apply: set('fib'),
};

export const filter: OptionSpec = {
  long: 'filter',
  argument: { name: 'EXPR' },
  group: 'selection',
  views: ['sockets', 'ls', 'events'],
  extra: true,
  help: "only sockets for which it is true, as 'dport = :443'",
  helpWith: {
    ls: 'the same as EXPRESSION; with both, both must be true',
    events: 'only sockets for which it was true once',
  },
  note: "See FILTERS below for what it may say. @FILE stands for what is in a file, @- for standard input. It chooses among what the other options list: with -a among all. Quote it, for > is the shell's.",
  apply: (settings, value) => {
    settings.filter = value;
  },
};

export const explain: OptionSpec = {
  long: 'explain',
  group: 'selection',
  views: ['sockets', 'ls'],
  extra: true,
  helpWith: { ls: 'say what the kernel decides of EXPRESSION, and list nothing' },
  help: 'with --filter: say what the kernel decides of it, and list nothing',
  apply: set('explain'),
};
