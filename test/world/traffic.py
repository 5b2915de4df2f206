"""Sends packets of every kind through a fresh network namespace, so that its counters are not 0, and ends when it is still.

Each kind is tried on its own: what this kernel or user may not do is left out, and only its counters stay 0.
"""
import contextlib
import socket
import struct
import subprocess
import time

import plumbing

SMALL_MTU = 1500
LOOPBACK = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}
SETTLED = 0.3


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xffff) + (total >> 16)
    return ~(total + (total >> 16)) & 0xffff


def tcp(family):
    with socket.socket(family) as server, socket.socket(family) as client:
        server.bind((LOOPBACK[family], 0))
        server.listen()
        client.connect(server.getsockname()[:2])
        accepted = server.accept()[0]
        for _ in range(20):
            client.sendall(b"x" * 4000)
            accepted.recv(65536)
        # Closed with something unread: a reset.
        client.sendall(b"unread")
        accepted.close()
    with socket.socket(family) as refused, contextlib.suppress(ConnectionRefusedError):
        refused.connect((LOOPBACK[family], 9))


def udp(family):
    with socket.socket(family, socket.SOCK_DGRAM) as receiver, socket.socket(family, socket.SOCK_DGRAM) as sender:
        receiver.bind((LOOPBACK[family], 0))
        # More than the link takes in one piece: fragments.
        sender.sendto(b"x" * 4000, receiver.getsockname()[:2])
        receiver.recv(8000)
        # Nobody there: destination unreachable.
        sender.sendto(b"nobody", (LOOPBACK[family], 9))
        # More than it has room for: receive buffer errors.
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        for _ in range(20):
            sender.sendto(b"x" * 1000, receiver.getsockname()[:2])


def udplite(family):
    with socket.socket(family, socket.SOCK_DGRAM, socket.IPPROTO_UDPLITE) as sender:
        sender.sendto(b"nobody", (LOOPBACK[family], 9))


def echo(family):
    kind, protocol = (8, socket.IPPROTO_ICMP) if family == socket.AF_INET else (128, socket.IPPROTO_ICMPV6)
    with socket.socket(family, socket.SOCK_RAW, protocol) as raw:
        request = struct.pack("!BBHHH", kind, 0, 0, 7, 1) + b"echo"
        if family == socket.AF_INET:
            request = request[:2] + struct.pack("!H", checksum(request)) + request[4:]
        raw.sendto(request, (LOOPBACK[family], 0))
        if family == socket.AF_INET:
            # A wrong checksum, and a type that histograms have no text for.
            raw.sendto(struct.pack("!BBHHH", kind, 0, 1, 7, 2), (LOOPBACK[family], 0))
            other = struct.pack("!BBHHH", 42, 0, 0, 7, 3)
            raw.sendto(other[:2] + struct.pack("!H", checksum(other)) + other[4:], (LOOPBACK[family], 0))


def unknown_protocol(family):
    with socket.socket(family, socket.SOCK_RAW, 253) as raw:
        raw.sendto(b"x" * 32, (LOOPBACK[family], 0))


def no_route(family):
    with socket.socket(family, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"nowhere", ("203.0.113.1" if family == socket.AF_INET else "2001:db8::1", 9))


plumbing.bring_up("lo")
subprocess.run(["ip", "link", "set", "lo", "mtu", str(SMALL_MTU)], check=False)
for send in (tcp, udp, udplite, echo, unknown_protocol, no_route):
    for version in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError):
            send(version)
# Answers and delayed acknowledgements come of themselves.
time.sleep(SETTLED)
