#!/usr/bin/env python3
"""Fills one of the kernel's tables with many rows, in the network namespace it is started in.

    unshare --net python3 bench/tables.py --table routes --rows 100000

Tables: routes, routes6, interfaces, translations (source NAT). Prints one JSON line when everything is there. It ends with its
parent, when its standard input does, or after --seconds; what it made goes with the namespace.
"""

import argparse
import ctypes
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time

LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1

# include/uapi/linux/netlink.h, include/uapi/linux/netfilter/nfnetlink{,_conntrack}.h
NETLINK_NETFILTER = 12
NLM_F_REQUEST, NLM_F_ACK, NLM_F_CREATE_EXCL = 0x1, 0x4, 0x600
NLMSG_ERROR = 2
NLA_F_NESTED = 0x8000
CT_NEW = 1 << 8
CTA_TUPLE_ORIG, CTA_TUPLE_REPLY, CTA_NAT_SRC, CTA_TIMEOUT = 1, 2, 6, 7
CTA_TUPLE_IP, CTA_TUPLE_PROTO = 1, 2
CTA_IP_V4_SRC, CTA_IP_V4_DST = 1, 2
CTA_PROTO_NUM, CTA_PROTO_SRC_PORT, CTA_PROTO_DST_PORT = 1, 2, 3
CTA_NAT_V4_MINIP, CTA_NAT_V4_MAXIP, CTA_NAT_PROTO = 1, 2, 3
CTA_PROTONAT_PORT_MIN, CTA_PROTONAT_PORT_MAX = 1, 2
SECONDS_LEFT = 3600


def end_with_parent(parent):
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # It may have gone before it was asked for.
    if os.getppid() != parent:
        os._exit(1)


def ip(lines, family="-4"):
    """Runs commands of ip(8) in one process."""
    subprocess.run(["ip", family, "-batch", "-"], input="\n".join(lines).encode(), check=True)


def make_routes(rows):
    ip(["link add a0 type veth peer name a1", "link set a0 up", "link set a1 up", "address add 10.255.0.1/24 dev a0"])
    octets = lambda n: "{}.{}.{}.{}".format(11 + (n >> 24), (n >> 16) & 255, (n >> 8) & 255, n & 255)
    # The address has made one already.
    ip("route add {}/32 via 10.255.0.2".format(octets(n)) for n in range(rows - 1))
    return rows


def make_routes6(rows):
    # No addresses of the kernel's own, which have routes and come some time later.
    for name, value in (("addr_gen_mode", "1"), ("disable_ipv6", "0")):
        for where in ("default", "all"):
            with open("/proc/sys/net/ipv6/conf/{}/{}".format(where, name), "w") as file:
                file.write(value)
    ip(["link add a0 type veth peer name a1", "link set a0 up", "link set a1 up"])
    ip(("route add 2001:db8:{:x}:{:x}::/64 dev a0".format(n >> 16, n & 0xFFFF) for n in range(rows)), family="-6")
    with open("/proc/net/ipv6_route") as file:
        return sum(1 for _ in file)


def make_interfaces(rows):
    ip(["link set lo up"])
    pairs = (rows - 1) // 2
    ip("link add a{0} type veth peer name b{0}".format(n) for n in range(pairs))
    ip("link set {}{} up".format(end, n) for n in range(pairs) for end in "ab")
    return 1 + 2 * pairs


def attribute(kind, payload, nested=False):
    length = 4 + len(payload)
    header = struct.pack("=HH", length, kind | (NLA_F_NESTED if nested else 0))
    return header + payload + b"\0" * (-length % 4)


def nest(kind, *parts):
    return attribute(kind, b"".join(parts), nested=True)


def tuple_of(kind, source, destination, source_port, destination_port):
    address = nest(CTA_TUPLE_IP, attribute(CTA_IP_V4_SRC, source), attribute(CTA_IP_V4_DST, destination))
    ports = [attribute(CTA_PROTO_SRC_PORT, struct.pack(">H", source_port))]
    ports.append(attribute(CTA_PROTO_DST_PORT, struct.pack(">H", destination_port)))
    protocol = nest(CTA_TUPLE_PROTO, attribute(CTA_PROTO_NUM, bytes([socket.IPPROTO_UDP])), *ports)
    return nest(kind, address, protocol)


def translation(number):
    """A connection from 10.1/16 to 192.0.2.1 that leaves as 198.51.100.x."""
    source = bytes([10, 1, (number >> 8) & 255, number & 255])
    port, outer = 1024 + (number >> 16), 1024 + number % 60000
    nat = bytes([198, 51, 100, 1 + number // 60000])
    server = bytes([192, 0, 2, 1])
    ports = nest(CTA_NAT_PROTO, *(attribute(kind, struct.pack(">H", outer)) for kind in (1, 2)))
    payload = struct.pack(">BBH", socket.AF_INET, 0, 0)
    payload += tuple_of(CTA_TUPLE_ORIG, source, server, port, 443) + tuple_of(CTA_TUPLE_REPLY, server, source, 443, port)
    payload += attribute(CTA_TIMEOUT, struct.pack(">I", SECONDS_LEFT))
    payload += nest(CTA_NAT_SRC, attribute(CTA_NAT_V4_MINIP, nat), attribute(CTA_NAT_V4_MAXIP, nat), ports)
    flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE_EXCL
    return struct.pack("=IHHII", 16 + len(payload), CT_NEW, flags, number + 1, 0) + payload


def make_translations(rows):
    rules = "table ip nat {\n chain out {\n type nat hook postrouting priority 100\n ip daddr 192.0.2.1 masquerade\n }\n}\n"
    subprocess.run(["nft", "-f", "-"], input=rules.encode(), check=True)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER) as kernel:
        for number in range(rows):
            kernel.send(translation(number))
            answer = kernel.recv(4096)
            _, kind, _, _, _, error = struct.unpack_from("=IHHIIi", answer)
            if kind != NLMSG_ERROR or error != 0:
                sys.exit("translation {}: {}".format(number, os.strerror(-error)))
    return rows


TABLES = {
    "routes": make_routes,
    "routes6": make_routes6,
    "interfaces": make_interfaces,
    "translations": make_translations,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--table", choices=TABLES, required=True)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--seconds", type=int, default=1800, help="it ends by itself after this long")
    options = parser.parse_args()
    end_with_parent(os.getppid())
    begin = time.monotonic()
    rows = TABLES[options.table](options.rows)
    report = {"pid": os.getpid(), "table": options.table, "rows": rows, "seconds": round(time.monotonic() - begin, 2)}
    print(json.dumps(report), flush=True)
    select.select([sys.stdin], [], [], options.seconds)


if __name__ == "__main__":
    main()
