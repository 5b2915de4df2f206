/** What the man page says of an option beyond its line of help, by its long name. */
export const OPTION_NOTES: Readonly<Record<string, string>> = {
  route: 'IPv4 by default; -4, -6 and -A say which tables, in the order in which they are named.',
  interfaces: 'Those that are up; with -a all of them.',
  statistics:
    'Of IPv4 and what goes with it, or with -6 of IPv6. -t, -u, -w and -S choose among them. Listed once, whatever -c says.',
  groups: 'A section of the listing of sockets: with options for sockets these are listed too.',
  masquerade: 'What the machine translates for others, or for itself: source NAT, masquerading and destination NAT.',
  tcp: 'With -s the sections Tcp and TcpExt.',
  udp: 'With -s the section Udp, with -6 Udp6.',
  udplite: 'With -s the section UdpLite, which is there whatever is chosen.',
  sctp: 'Endpoints when listening, else associations. With -s the section Sctp.',
  raw: 'With -s the sections Ip and Icmp, with -6 Ip6 and Icmp6.',
  unix: 'The same as -A unix.',
  inet6: 'Rows of IPv6 sockets are there even where they carry IPv4, as tcp6.',
  protocol:
    'Of these ip and tcpip are inet, ip6 is inet6, appletalk is ddp. Of ddp there are routes and no sockets; econet and ash select nothing.',
  listening: 'Of TCP those without a foreign port, of UDP, UDP-Lite and raw those without a foreign address.',
  all: 'It wins over -l.',
  cache: 'What is listed is its heading alone. With -F the forwarding table comes first.',
  extend:
    'With -r the columns Metric, Ref and Use instead of MSS, Window and irtt; with -ee all of them; -eee prints the title alone. ' +
    'With -i one block of lines for each interface, in the layout of ifconfig. With -M the columns of sequence numbers. ' +
    'For sockets -ee is the same as -e.',
  programs:
    'Process id and name, of several owners the one with the lowest id, in 19 bytes. The name is what the process calls itself, ' +
    'without its folder. Owners of the sockets of other users want root, CAP_SYS_PTRACE or what --owners bpf wants.',
  context: 'Ends with exit status 1 where SELinux is off.',
  timers: 'See the column Timer below.',
  wide: 'Without it an Internet address with its port is cut to 23 bytes, in the address first. Other tables are never changed.',
  numeric: 'Nothing is looked up then, and nothing waits for a name server.',
  continuous: 'With -s it has no effect.',
  interval: 'Above 0; a fraction is taken. Of events 1 by default.',
  source:
    'A source named is never replaced by the other. Of these netlink wants the addon, and knows nothing of another /proc. ' +
    'What -s and -g list, and sockets and routes of the old families, is in /proc alone, so that with netlink they fail.',
  owners:
    'With bpf the kernel lists the open files of all processes itself: this wants Linux 5.8 with BTF, libbpf.so.1, and CAP_BPF and ' +
    'CAP_PERFMON, or root. With procfs the descriptors of every process under /proc are read. By itself bpf is taken where it can be had and ' +
    '8,000 files or more are open.',
  procfs: 'A container with that of its host mounted, or a copy. Nothing is asked over netlink then.',
  'all-present': 'Else the first line is the first change.',
  for: 'Counted from when it is known what is there.',
  count: 'Of those that are printed.',
  record: 'A file of that name is overwritten. See Records below.',
  replay: 'Its lines are chosen, and printed, by the options beside it.',
  verbose: 'The reasons are on standard error.',
};
