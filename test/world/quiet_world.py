#!/usr/bin/env python3
"""Fills the network namespace it is started in with something for every view of netstat, none of which moves by itself:
sockets, routes, interfaces, memberships and counters. Prints a line when it is there, and ends with its standard input."""
import socket
import subprocess
import sys

# No default route: a name server that is asked and never answers would hold up both programs.
LINKS = """
link set lo up
link add qa0 type veth peer name qb0
link set qa0 up
link set qb0 up
link add qc0 type ifb
link add averylongname1 type bridge
link set averylongname1 up
address add 198.18.0.1/24 broadcast 198.18.0.255 dev qa0
address add 198.18.1.1/24 dev qa0 label qa0:1
address add 198.18.2.1 peer 198.18.2.2/32 dev qb0
address add 2001:db8:9::1/64 dev qa0 nodad
route add 198.19.20.0/24 via 198.18.0.2
route add 198.19.21.1 via 198.18.0.2 window 2000 rtt 300 advmss 1000
route add 198.18.30.0/24 via 198.18.0.3 metric 5
route add blackhole 198.19.22.0/24
route add unreachable 198.19.23.0/24
route add prohibit 198.19.24.1
route add 198.19.25.0/24 nexthop via 198.18.0.4 nexthop via 198.18.0.5
-6 route add 2001:db8:20::/48 via 2001:db8:9::2 metric 7
-6 route add unreachable 2001:db8:21::/48
"""


def switch_ipv6(value):
    for name in ("accept_dad", "dad_transmits", "router_solicitations", "disable_ipv6"):
        for where in ("all", "default"):
            with open("/proc/sys/net/ipv6/conf/{}/{}".format(where, name), "w") as file:
                file.write(value)


def make_links():
    switch_ipv6("0")
    # No reports of memberships: they would count as packets, some time later.
    for where in ("all", "default"):
        with open("/proc/sys/net/ipv6/conf/{}/mldv2_unsolicited_report_interval".format(where), "w") as file:
            file.write("0")
    for line in LINKS.strip().split("\n"):
        subprocess.run(["ip", *line.split()], check=True)


def make_sockets():
    held = []
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        listener = socket.create_server((address, 8080 if family == socket.AF_INET else 8081), family=family)
        client = socket.create_connection(listener.getsockname()[:2])
        udp = socket.socket(family, socket.SOCK_DGRAM)
        udp.bind((address, 53))
        sender = socket.socket(family, socket.SOCK_DGRAM)
        sender.connect((address, 53))
        raw = socket.socket(family, socket.SOCK_RAW, 253)
        held += [listener, client, listener.accept()[0], udp, sender, raw]
    member = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for group in ("239.1.2.3", "224.0.0.251"):
        member.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group) + socket.inet_aton("198.18.0.1"))
    server = socket.socket(socket.AF_UNIX)
    server.bind("\0quiet")
    server.listen()
    return held + [member, server, *socket.socketpair()]


if __name__ == "__main__":
    make_links()
    HELD = make_sockets()
    print("ready", flush=True)
    sys.stdin.read()
