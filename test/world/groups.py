"""Interfaces in a fresh network namespace that are members of multicast groups, by one socket and by several, until standard
input ends. Says `ready` in a line of its own when all have joined.
"""
import socket
import struct
import subprocess
import sys

import plumbing

GROUPS = {socket.AF_INET: "239.1.2.3", socket.AF_INET6: "ff05::1:3"}
# The first name is as long as the kernel lets one be.
LINKS = (("uplink-of-15-by", "eth0"), ("b0", "a0"))


def run_ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


def join(family, group, name):
    index = socket.if_nametoindex(name)
    packed = socket.inet_pton(family, group)
    sock = socket.socket(family, socket.SOCK_DGRAM)
    if family == socket.AF_INET:
        request = packed + socket.inet_aton("0.0.0.0") + struct.pack("=i", index)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, request)
    else:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, packed + struct.pack("=i", index))
    return sock


plumbing.bring_up("lo")
for pair in LINKS:
    run_ip("link", "add", pair[0], "type", "veth", "peer", "name", pair[1])
    for link in pair:
        run_ip("link", "set", link, "up")
held = [join(socket.AF_INET, "224.0.1.129", "a0")]
for users, interface in enumerate(["lo", "uplink-of-15-by", "eth0", "b0", "a0"], 1):
    for version, address in GROUPS.items():
        held.extend(join(version, address, interface) for _ in range(users))
print("ready", flush=True)
sys.stdin.read()
