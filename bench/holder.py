"""One process of the world: the sockets and files it is to hold, and how it makes them."""

import itertools
import os
import signal
import socket
import struct
from dataclasses import dataclass, fields

FIRST_SERVER_PORT = 10000
FIRST_LISTENER_PORT = 20000
FIRST_UDP_PORT = 30000
HTTPS_PORT = 443
# The pairs that one address and port can tell apart: their other ends have fewer than 65,535 ports to choose from.
PAIRS_PER_SERVER = 15000
BACKLOG = 1024
# Closing resets the connection: nothing stays behind in TIME_WAIT, and a large world is gone in a moment.
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
# Some processes' pairs share one IPv6 address, loopback has no other; what tells them apart is the server's port.
LOOPBACK6 = "::1"


@dataclass
class Share:
    """What one process holds, or all of them together."""

    tcp_pairs: int = 0
    # Their servers' port is that of https, as a question for it finds them.
    https_pairs: int = 0
    tcp6_pairs: int = 0
    listeners: int = 0
    udp: int = 0
    unix_pairs: int = 0
    files: int = 0

    def part(self, parts, number):
        """The part of process `number`; the first ones take what does not divide. Files are each process's own."""
        counts = {}
        for field in fields(self):
            total = getattr(self, field.name)
            counts[field.name] = total // parts + (1 if number < total % parts else 0)
        return Share(**{**counts, "files": self.files})

    def descriptors(self):
        pairs = self.tcp_pairs + self.https_pairs + self.tcp6_pairs
        return 2 * (pairs + self.unix_pairs) + self.listeners + self.udp + self.files


def make(share, number):
    """Makes a share's sockets and files; returns their descriptors."""
    # Each process has an address of its own, so that no two fight for the same ports.
    address = "127.{}.{}.1".format(1 + number // 250, 1 + number % 250)
    kept = [os.open("/dev/null", os.O_RDONLY) for _ in range(share.files)]
    kept += tcp_pairs(socket.AF_INET, address, FIRST_SERVER_PORT, share.tcp_pairs)
    kept += tcp_pairs(socket.AF_INET, address, HTTPS_PORT, share.https_pairs)
    kept += tcp_pairs(socket.AF_INET6, LOOPBACK6, FIRST_SERVER_PORT + number, share.tcp6_pairs)
    kept += listeners(address, share.listeners)
    kept += udp_sockets(address, share.udp)
    kept += unix_pairs(share.unix_pairs)
    return kept


def tcp_pairs(family, address, port, count):
    ends = []
    server = None
    for made in range(count):
        if made % PAIRS_PER_SERVER == 0:
            server = listening(family, (address, port + made // PAIRS_PER_SERVER), BACKLOG)
        client = socket.socket(family, socket.SOCK_STREAM)
        client.connect(server.getsockname())
        ends += [client.detach(), server._accept()[0]]
    return ends


def listening(family, address, backlog):
    listener = socket.socket(family, socket.SOCK_STREAM)
    # Every accepted connection inherits it.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    listener.bind(address)
    listener.listen(backlog)
    return listener


def listeners(address, count):
    ports = range(FIRST_LISTENER_PORT, FIRST_LISTENER_PORT + count)
    return [listening(socket.AF_INET, (address, port), BACKLOG).detach() for port in ports]


def udp_sockets(address, count):
    ports = range(FIRST_UDP_PORT, FIRST_UDP_PORT + count)
    return [bound_udp(address, port).detach() for port in ports]


def bound_udp(address, port):
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind((address, port))
    return udp


def unix_pairs(count):
    pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM) for _ in range(count)]
    return [end.detach() for end in itertools.chain.from_iterable(pairs)]


def hold(ready, share, number):
    """Runs in the process: makes its sockets, says so, and waits to be ended."""
    kept = make(share, number)
    os.write(ready, b".")
    signal.pause()
    return kept
