#!/usr/bin/env python3
"""A router, which is the network namespace this is started in, between a client and a server, each in one of its own.

nftables translates what goes through it in every way, and connections of every kind do. One JSON line says when they are there.
It lasts until its standard input ends or so many seconds went by.
"""
import argparse
import ctypes
import json
import os
import select
import shutil
import socket
import struct
import subprocess
import sys
import time

import plumbing

CLONE_NEWNET = 0x40000000
LIFETIME = 600
PATIENCE = 5

CLIENT, CLIENT_SIDE, SERVER_SIDE, SERVER = "10.1.0.2", "10.1.0.1", "192.0.2.1", "192.0.2.2"
CLIENT6, CLIENT_SIDE6 = "2001:db8:1::2", "2001:db8:1::1"
SERVER_SIDE6, SERVER6 = "2001:db8:2::1", "2001:db8:2::2"

# Nothing shall be forgotten while somebody looks.
TIMEOUTS = ("udp_timeout", "udp_timeout_stream", "icmp_timeout", "icmpv6_timeout", "gre_timeout", "generic_timeout",
            "tcp_timeout_time_wait")

# Ports of the server tell what happens to the connection.
RULES = """
table inet nat {
  ct helper ftp { type "ftp" protocol tcp; }
  chain zones {
    type filter hook prerouting priority raw;
    iifname "client" tcp dport 7009 ct zone set 5
    iifname "server" tcp sport 7009 ct zone set 5
    iifname "client" tcp dport 7010 ct original zone set 6
  }
  chain marks {
    type filter hook prerouting priority mangle;
    tcp dport 7001 ct mark set 42
    tcp dport 21 ct helper set "ftp"
  }
  chain in {
    type nat hook prerouting priority dstnat;
    ip daddr 10.1.0.1 tcp dport 8002 dnat ip to 192.0.2.2:7002
    ip daddr 10.1.0.1 tcp dport 8003 dnat ip to 192.0.2.2:7003
    ip daddr 192.0.2.2 tcp dport 7005 dnat ip to 192.0.2.2:7005
    ip6 daddr 2001:db8:1::1 udp dport 8012 dnat ip6 to [2001:db8:2::2]:7012
  }
  chain out {
    type nat hook postrouting priority srcnat;
    oifname "server" tcp dport { 21, 7001, 7009, 7010, 7011 } masquerade
    oifname "server" tcp dport 7003 snat ip to 192.0.2.1:40003
    oifname "server" udp dport { 7006, 7007 } masquerade
    oifname "server" tcp dport 7008 masquerade
    oifname "server" ip protocol { icmp, 47, 253 } masquerade
    oifname "server" meta l4proto ipv6-icmp icmpv6 type echo-request masquerade
  }
}
"""


def commands(*lines):
    subprocess.run(["ip", "-batch", "-"], input="\n".join(lines).encode(), check=True)


def write(path, value):
    with open(path, "w", encoding="ascii") as file:
        file.write(value)


class Namespaces:
    """This process goes from one network namespace to another: a socket stays in the one it was made in."""

    def __init__(self):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.router = self.current()
        self.client = self.new()
        self.server = self.new()

    @staticmethod
    def current():
        return os.open("/proc/self/ns/net", os.O_RDONLY)

    def new(self):
        if self.libc.unshare(CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        made = self.current()
        self.enter(self.router)
        return made

    def enter(self, namespace):
        if self.libc.setns(namespace, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")


def prepare(spaces, accounting):
    write("/proc/sys/net/ipv4/ip_forward", "1")
    write("/proc/sys/net/ipv6/conf/all/disable_ipv6", "0")
    write("/proc/sys/net/ipv6/conf/all/forwarding", "1")
    write("/proc/sys/net/netfilter/nf_conntrack_acct", "1" if accounting else "0")
    for name in TIMEOUTS:
        write("/proc/sys/net/netfilter/nf_conntrack_" + name, str(LIFETIME))
    path = "/proc/{}/fd/{}".format
    commands(
        "link set lo up",
        "link add client type veth peer name eth0 netns " + path(os.getpid(), spaces.client),
        "link add server type veth peer name eth0 netns " + path(os.getpid(), spaces.server),
        "address add %s/24 dev client" % CLIENT_SIDE, "address add %s/64 dev client nodad" % CLIENT_SIDE6,
        "address add %s/24 dev server" % SERVER_SIDE, "address add %s/64 dev server nodad" % SERVER_SIDE6,
        "link set client up", "link set server up")
    ends = ((spaces.client, CLIENT, CLIENT6, CLIENT_SIDE, CLIENT_SIDE6),
            (spaces.server, SERVER, SERVER6, SERVER_SIDE, SERVER_SIDE6))
    for namespace, address, address6, gateway, gateway6 in ends:
        spaces.enter(namespace)
        write("/proc/sys/net/ipv6/conf/all/disable_ipv6", "0")
        commands("link set lo up", "address add %s/24 dev eth0" % address, "address add %s/64 dev eth0 nodad" % address6,
                 "link set eth0 up", "route add default via " + gateway, "route add ::/0 via " + gateway6)
    spaces.enter(spaces.router)
    nft = shutil.which("nft") or "/usr/sbin/nft"
    subprocess.run([nft, "-f", "-"], input=RULES.encode(), check=True)


class Flows:
    """Connections from the client, the server's ends with them."""

    def __init__(self, spaces):
        self.spaces = spaces
        self.held = []

    def open(self, namespace, family, kind, protocol=0, address=None):
        self.spaces.enter(namespace)
        made = socket.socket(family, kind, protocol)
        made.settimeout(PATIENCE)
        self.held.append(made)
        if address:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(address)
        return made

    def tcp(self, source_port, target, server_port, family=socket.AF_INET):
        source, server = (CLIENT, SERVER) if family == socket.AF_INET else (CLIENT6, SERVER6)
        listener = self.open(self.spaces.server, family, socket.SOCK_STREAM, 0, (server, server_port))
        listener.listen()
        client = self.open(self.spaces.client, family, socket.SOCK_STREAM, 0, (source, source_port))
        client.connect(target)
        accepted, _ = listener.accept()
        self.held.append(accepted)
        client.sendall(b"hello")
        accepted.settimeout(PATIENCE)
        accepted.recv(5)
        return client, accepted

    def udp(self, source_port, target, server_port, family=socket.AF_INET, answered=True):
        source, server = (CLIENT, SERVER) if family == socket.AF_INET else (CLIENT6, SERVER6)
        far = self.open(self.spaces.server, family, socket.SOCK_DGRAM, 0, (server, server_port))
        near = self.open(self.spaces.client, family, socket.SOCK_DGRAM, 0, (source, source_port))
        near.sendto(b"ask", target)
        _, asker = far.recvfrom(16)
        if answered:
            far.sendto(b"answer", asker)
            near.recvfrom(16)

    def ping(self, identifier):
        client = self.open(self.spaces.client, socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        echo = struct.pack(">BBHHH", 8, 0, 0, identifier, 1)
        checksum = 0xFFFF - (0x0800 + identifier + 1) % 0xFFFF
        client.sendto(echo[:2] + struct.pack(">H", checksum) + echo[4:], (SERVER, 0))
        client.recv(128)

    def ping6(self, identifier):
        client = self.open(self.spaces.client, socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
        # The kernel fills in the checksum.
        client.sendto(struct.pack(">BBHHH", 128, 0, 0, identifier, 1), (SERVER6, 0))
        while client.recv(128)[0] != 129:
            pass

    def datagram(self, protocol, payload):
        far = self.open(self.spaces.server, socket.AF_INET, socket.SOCK_RAW, protocol)
        near = self.open(self.spaces.client, socket.AF_INET, socket.SOCK_RAW, protocol)
        near.sendto(payload, (SERVER, 0))
        far.recv(128)


def close(client, server):
    """From the client on, both directions."""
    client.shutdown(socket.SHUT_WR)
    server.recv(1)
    server.close()
    client.recv(1)


def make(flows):
    flows.tcp(5001, (SERVER, 7001), 7001)
    flows.tcp(5002, (CLIENT_SIDE, 8002), 7002)
    flows.tcp(5003, (CLIENT_SIDE, 8003), 7003)
    flows.tcp(5004, (SERVER, 7004), 7004)
    flows.tcp(5005, (SERVER, 7005), 7005)
    flows.udp(5006, (SERVER, 7006), 7006)
    flows.udp(5007, (SERVER, 7007), 7007, answered=False)
    flows.tcp(5008, (SERVER6, 7008), 7008, socket.AF_INET6)
    flows.tcp(5009, (SERVER, 7009), 7009)
    flows.tcp(5010, (SERVER, 7010), 7010)
    close(*flows.tcp(5011, (SERVER, 7011), 7011))
    flows.udp(5012, (CLIENT_SIDE6, 8012), 7012, socket.AF_INET6)
    flows.ping(0x1234)
    flows.ping6(0x5678)
    # GRE without a key, and a protocol nobody uses.
    flows.datagram(47, struct.pack(">HHQ", 0, 0x0800, 0))
    flows.datagram(253, b"experiment")
    control, far = flows.tcp(5021, (SERVER, 21), 21)
    # Under the router's address this is longer, and so is all that follows.
    control.sendall(b"\r\n")
    far.recv(64)
    control.sendall(b"PORT 10,1,0,2,20,20\r\n")
    return far.recv(64).decode()


def wait_for_last_packets():
    """The last acknowledgement may still be under way."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with open("/proc/net/nf_conntrack", encoding="ascii") as file:
            if any("TIME_WAIT" in line for line in file):
                return
        time.sleep(0.01)
    sys.exit("no connection ever was in TIME_WAIT")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--accounting", action="store_true", help="count packets and bytes")
    options = parser.parse_args()
    if not plumbing.is_fresh():
        sys.exit("lo is up: not a fresh network namespace, see unshare(1)")
    spaces = Namespaces()
    prepare(spaces, options.accounting)
    flows = Flows(spaces)
    ftp = make(flows)
    spaces.enter(spaces.router)
    wait_for_last_packets()
    print(json.dumps({"ready": True, "pid": os.getpid(), "ftp": ftp}), flush=True)
    select.select([sys.stdin], [], [], LIFETIME)


if __name__ == "__main__":
    main()
