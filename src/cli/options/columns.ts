// The options for columns of a listing.
import { ProcRoot } from '../../kernel/procfs/root.ts';
import { EXIT_FAILURE, Exit } from '../exit.ts';
import { selinuxEnabled } from '../names/contexts.ts';
import { set } from './effects.ts';
import type { OptionSpec } from './spec.ts';

export const timers: OptionSpec = {
  short: 'o',
  long: 'timers',
  group: 'columns',
  views: ['sockets'],
  help: 'add timers',
  note: 'See the column Timer below.',
  apply: set('timers'),
};

export const extend: OptionSpec = {
  short: 'e',
  long: 'extend',
  group: 'columns',
  views: ['sockets', 'events', 'routes', 'interfaces', 'masquerade'],
  repeats: true,
  help: 'add user and inode; with -r, -i and -M other columns',
  helpWith: { events: 'add user and inode' },
  note:
    'With -r the columns Metric, Ref and Use instead of MSS, Window and irtt; with -ee all of them; -eee prints the title alone. ' +
    'With -i one block of lines for each interface, in the layout of ifconfig. With -M the columns of sequence numbers. ' +
    'For sockets -ee is the same as -e.',
  apply: (settings) => {
    settings.extend = true;
    settings.extendCount++;
  },
};

export const programs: OptionSpec = {
  short: 'p',
  long: 'programs',
  group: 'columns',
  views: ['sockets', 'events'],
  help: 'add the process that owns each socket',
  note:
    'Process id and name, of several owners the one with the lowest id, in 19 bytes. The name is what the process calls itself, ' +
    'without its folder. Owners of the sockets of other users want root, CAP_SYS_PTRACE or what --owners bpf wants. A - is a socket that no ' +
    'process has as a descriptor: a connection that is over or not accepted yet, a socket of the kernel, one registered with io_uring, one on its ' +
    'way to another process (SCM_RIGHTS); or one of a process that was not seen: it may not be read, hidepid hides it, or it is in another ' +
    'pid namespace. -v says whether that can be.',
  apply: set('programs'),
};

export const wide: OptionSpec = {
  short: 'W',
  long: 'wide',
  group: 'columns',
  views: ['sockets', 'ls', 'events'],
  help: 'never cut an address',
  helpWith: { ls: 'cut nothing, however wide lines become', events: 'never cut the name of a process' },
  note: 'Without it an Internet address with its port is cut to 23 bytes, in the address first. Other tables are never changed.',
  apply: set('wide'),
};

export const context: OptionSpec = {
  short: 'Z',
  long: 'context',
  group: 'columns',
  views: ['sockets'],
  help: 'add the owner and its SELinux context',
  note: 'Ends with exit status 1 where SELinux is off.',
  // At once, as netstat does: the other options do not matter then.
  apply: (settings) => {
    if (!selinuxEnabled(new ProcRoot(settings.procRoot).path)) {
      throw new Exit(EXIT_FAILURE, 'SELinux is not enabled on this machine.');
    }
    settings.programs = true;
    settings.context = true;
  },
};
