import { spawnSync } from 'node:child_process';

/** Every kind of route that netstat has a column, a flag or a word for; into the network namespace this runs in. */
export const QUIET_LINKS = `
link add v0 type veth peer name long-name-of-15
link set lo up
link set v0 up
link set long-name-of-15 up
address add 10.1.2.3/24 dev v0
address add 2001:db8:1::3/64 dev v0 nodad
`;

const ROUTES = `
route add default via 10.1.2.1 dev v0 metric 100
route add 10.5.0.0/16 dev long-name-of-15
route add 10.9.0.0/16 via 10.1.2.77 rtt 100ms rttvar 30ms window 5000 advmss 1400
route add 10.9.1.1/32 via 10.1.2.77 dev v0 rtt 7ms
route add unreachable 10.8.0.1 metric 7
route add unreachable 10.8.0.0/16
route add prohibit 10.7.0.0/16
route add blackhole 10.6.0.0/16
route add throw 10.4.0.0/16
route add 10.10.0.0/16 nexthop via 10.1.2.4 weight 3 nexthop via 10.1.2.5 dev v0 onlink nexthop dev long-name-of-15
route add 10.11.0.0/16 dev v0 tos 0x10 metric 4000000000 mtu lock 1400 initcwnd 20 rto_min 50 congctl reno src 10.1.2.3 proto static
route add 10.11.0.0/16 via inet6 fe80::5 dev v0 metric 5 quickack 1
route add 10.12.0.0/16 dev v0 table 1000
nexthop add id 5 via 10.1.2.9 dev v0
nexthop add id 6 via 10.1.2.10 dev v0
nexthop add id 7 group 5,2/6
nexthop add id 8 blackhole
nexthop add id 9 via 2001:db8:1::9 dev v0
route add 10.13.0.0/16 nhid 5
route add 10.14.0.0/16 nhid 7
route add 10.15.0.0/16 nhid 8
route add 10.17.0.0/16 encap ip id 5 dst 1.2.3.4 via 10.1.2.12
route add broadcast 10.18.0.0/16 dev v0 table main
route add local 10.19.0.0/16 dev lo table main
route add multicast 230.0.0.0/8 dev v0 table main
`;

const ROUTES6 = `
route add default via 2001:db8:1::1 dev v0 metric 4294967295
route add 2001:db8:2:3:4:5:6:7/128 via fe80::1234:5678:9abc:def0 dev long-name-of-15
route add 2001:db8:5::/48 dev v0 expires 10000
route add blackhole 2001:dead::/32
route add unreachable 2001:db8:b::/48 metric 9
route add prohibit 2001:db8:c::/48
route add throw 2001:db8:d::/48
route add 2001:db8:e::/48 from 2002::/16 via 2001:db8:1::4 dev v0 mtu 1300 hoplimit 9
route add 2001:db8:6::/48 nexthop via 2001:db8:1::4 weight 3 nexthop via 2001:db8:1::5
route add 2001:db8:7::/48 dev v0 table 1000 pref high
route add 2001:db8:8::/48 dev v0 pref low proto ra
route add 2001:db8:9::/48 nhid 9
route add anycast 2001:db8:a::1 dev v0
route add ::ffff:10.0.0.0/104 dev v0
`;

/** Neighbours must not be looked for, nor addresses made up, or routes come and go. */
const QUIET = ['dad_transmits=0', 'accept_dad=0', 'addr_gen_mode=1', 'router_solicitations=0', 'accept_ra=0'];

/**
 * What the kernel here refused, line by line; empty when the world is whole.
 * @param routes - the commands of ip(8) for both families; none where it is empty
 */
export function makeRouteWorld(routes?: ''): string {
  const quiet = QUIET.map((setting) => `sysctl -q -w net.ipv6.conf.default.${setting}`).join('; ');
  const settings = sh(`${quiet}; sysctl -q -w net.ipv6.conf.all.forwarding=0`);
  return settings + ip([], QUIET_LINKS) + (routes === '' ? '' : ip([], ROUTES) + ip(['-6'], ROUTES6));
}

/** Commands of ip(8), a line each; what it says of those that fail. */
export function ip(options: readonly string[], commands: string): string {
  const run = spawnSync('ip', [...options, '-force', '-batch', '-'], { input: commands.trim(), encoding: 'utf8' });
  return run.error ? run.error.message : run.stderr;
}

export function sh(script: string): string {
  return spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stderr;
}
