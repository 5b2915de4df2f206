// The options for protocols of sockets.
import { set } from './effects.ts';
import { selectFamily } from './families.ts';
import type { OptionSpec } from './spec.ts';

export const tcp: OptionSpec = {
  short: 't',
  long: 'tcp',
  group: 'sockets',
  views: ['sockets', 'ls', 'events', 'statistics'],
  help: 'TCP',
  note: 'With -s the sections Tcp and TcpExt.',
  apply: set('tcp'),
};

export const sctp: OptionSpec = {
  short: 'S',
  long: 'sctp',
  group: 'sockets',
  views: ['sockets', 'ls', 'events', 'statistics'],
  help: 'SCTP',
  note: 'Endpoints when listening, else associations. With -s the section Sctp.',
  apply: set('sctp'),
};

export const udp: OptionSpec = {
  short: 'u',
  long: 'udp',
  group: 'sockets',
  views: ['sockets', 'ls', 'events', 'statistics'],
  help: 'UDP',
  note: 'With -s the section Udp, with -6 Udp6.',
  apply: set('udp'),
};

export const udplite: OptionSpec = {
  short: 'U',
  long: 'udplite',
  group: 'sockets',
  views: ['sockets', 'ls', 'events', 'statistics'],
  help: 'UDP-Lite',
  note: 'With -s the section UdpLite, which is there whatever is chosen.',
  apply: set('udplite'),
};

export const raw: OptionSpec = {
  short: 'w',
  long: 'raw',
  group: 'sockets',
  views: ['sockets', 'ls', 'events', 'statistics'],
  help: 'raw; with -s IP and ICMP',
  helpWith: { ls: 'raw', events: 'raw' },
  note: 'With -s the sections Ip and Icmp, with -6 Ip6 and Icmp6.',
  apply: set('raw'),
};

export const unix: OptionSpec = {
  short: 'x',
  long: 'unix',
  group: 'sockets',
  views: ['sockets', 'ls', 'events'],
  help: 'UNIX domain',
  helpWith: { ls: 'UNIX domain, only when it is named', events: 'UNIX domain, only when it is named' },
  note: 'The same as -A unix.',
  apply: (settings) => selectFamily(settings, 'unix'),
};

export const l2cap: OptionSpec = {
  short: '2',
  long: 'l2cap',
  group: 'sockets',
  views: ['sockets'],
  help: 'Bluetooth L2CAP',
  apply: set('l2cap'),
};

export const rfcomm: OptionSpec = {
  short: 'f',
  long: 'rfcomm',
  group: 'sockets',
  views: ['sockets'],
  help: 'Bluetooth RFCOMM',
  apply: set('rfcomm'),
};
