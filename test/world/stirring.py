"""Sockets of every kind that come, change and go, and then stand still.

    unshare -n python3 test/world/stirring.py [--seed N] [--limit SECONDS]

Prints a JSON line when it is ready. A line on stdin has it stir for so many
seconds, after which it prints {"still": true} and moves nothing until the next
one. It ends with stdin.
"""
import argparse
import ctypes
import json
import os
import random
import signal
import socket
import struct
import sys
import time

# The source tree is the caller's: leave no compiled files in it.
sys.dont_write_bytecode = True

import plumbing

RESET = struct.pack("ii", 1, 0)
HELD_AT_MOST = 40
PAUSE = 0.002
HOSTS = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}
LIBC = ctypes.CDLL(None, use_errno=True)


def disconnect(sock):
    """connect() with AF_UNSPEC, which Python has no word for."""
    if LIBC.connect(sock.fileno(), struct.pack("=H14x", socket.AF_UNSPEC), 16) != 0:
        raise OSError(ctypes.get_errno(), "connect")


class Stirring:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.held = []
        self.number = 0
        self.listeners = {family: self.listener(family) for family in HOSTS}
        self.deferring = self.listener(socket.AF_INET)
        self.deferring.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 1)
        self.other, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.child = os.fork()
        if self.child == 0:
            self.other.close()
            self.hold_what_is_passed(theirs)
        theirs.close()
        self.steps = [getattr(self, name) for name in sorted(dir(self)) if name.startswith("stir_")]

    def listener(self, family, port=0):
        sock = socket.socket(family)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((HOSTS[family], port))
        sock.listen(64)
        return sock

    def hold_what_is_passed(self, control):
        """In the other process: keeps the last few."""
        kept = []
        while True:
            text, fds, _, _ = socket.recv_fds(control, 1, 4)
            if not text:
                os._exit(0)
            kept += fds
            while len(kept) > HELD_AT_MOST / 4:
                os.close(kept.pop(0))

    def keep(self, *socks):
        self.held += socks

    def let_go(self):
        while len(self.held) > HELD_AT_MOST:
            self.held.pop(self.random.randrange(len(self.held))).close()

    def connection(self):
        family = self.random.choice(list(HOSTS))
        client = socket.create_connection(self.listeners[family].getsockname()[:2])
        server, _ = self.listeners[family].accept()
        return client, server

    def stir_kept(self):
        self.keep(*self.connection())

    def stir_short(self):
        first, second = self.random.sample(self.connection(), 2)
        if self.random.random() < 0.3:
            first.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        first.close()
        if self.random.random() < 0.3:
            # In CLOSE_WAIT, or reset and no longer in any table.
            self.keep(second)
        else:
            second.close()

    def stir_half_closed(self):
        first, second = self.random.sample(self.connection(), 2)
        first.shutdown(socket.SHUT_WR)
        self.keep(first, second)

    def stir_unread(self):
        client, server = self.connection()
        client.send(b"x" * 100)
        self.keep(client, server)

    def stir_listener(self):
        sock = self.listener(self.random.choice(list(HOSTS)))
        if self.random.random() < 0.5:
            self.keep(sock)
        else:
            sock.close()

    def stir_not_accepted(self):
        sock = self.listener(socket.AF_INET)
        self.keep(sock, socket.create_connection(sock.getsockname()))

    def stir_never_acknowledged(self):
        """Without data the server's side stays in SYN_RECV, until it is given up."""
        client = socket.create_connection(self.deferring.getsockname())
        self.keep(client)

    def stir_refused(self):
        sock = socket.socket()
        closed = self.listener(socket.AF_INET)
        address = closed.getsockname()
        closed.close()
        if sock.connect_ex(address) == 0:
            raise RuntimeError("connected to nobody")
        if self.random.random() < 0.5:
            # The same socket, which was in no table between.
            sock.connect(self.listeners[socket.AF_INET].getsockname())
            server, _ = self.listeners[socket.AF_INET].accept()
            self.keep(server)
        self.keep(sock)

    def stir_same_ports(self):
        """A pair of ports that is in TIME_WAIT serves another connection."""
        address = self.listeners[socket.AF_INET].getsockname()
        port = 0
        for _ in range(3):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            client.bind(("127.0.0.1", port))
            port = client.getsockname()[1]
            client.connect(address)
            server, _ = self.listeners[socket.AF_INET].accept()
            server.close()
            client.recv(1)
            client.close()
            # Timestamps tell the connections apart.
            time.sleep(PAUSE)

    def stir_udp(self):
        family = self.random.choice(list(HOSTS))
        server, client = socket.socket(family, socket.SOCK_DGRAM), socket.socket(family, socket.SOCK_DGRAM)
        server.bind((HOSTS[family], 0))
        client.connect(server.getsockname())
        self.random.choice([self.keep, lambda *socks: [sock.close() for sock in socks]])(server, client)

    def stir_udp_again(self):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        if self.random.random() < 0.5:
            sock.bind(("127.0.0.1", 0))
        for port in (9, 10):
            sock.connect(("127.0.0.1", port))
            if self.random.random() < 0.5:
                disconnect(sock)
            time.sleep(PAUSE)
        self.keep(sock)

    def stir_unix(self):
        self.number += 1
        listener = socket.socket(socket.AF_UNIX)
        listener.bind("\0stirring-%d-%d" % (os.getpid(), self.number))
        listener.listen(4)
        client = socket.socket(socket.AF_UNIX)
        client.connect(listener.getsockname())
        server, _ = listener.accept()
        self.keep(listener, client, server)

    def stir_unix_named_late(self):
        self.number += 1
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.keep(sock)
        time.sleep(self.random.choice([0, 0.1]))
        sock.bind("\0stirring-late-%d-%d" % (os.getpid(), self.number))

    def stir_unix_pair(self):
        first, second = socket.socketpair()
        self.keep(first)
        self.random.choice([self.keep, socket.socket.close])(second)

    def stir_passed(self):
        client, server = self.connection()
        socket.send_fds(self.other, [b"x"], [self.random.choice([client, server]).fileno()])
        self.keep(client)
        server.close()

    def stir(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.random.choice(self.steps)()
            self.let_go()
            time.sleep(PAUSE)
        # As the other process does not say when it has taken what it was sent, it is asked.
        while outstanding(self.other):
            time.sleep(PAUSE)


def outstanding(sock):
    """SIOCOUTQ"""
    import fcntl

    return struct.unpack("i", fcntl.ioctl(sock, 0x5411, bytes(4)))[0] > 0


def say(message):
    print(json.dumps(message), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, default=120)
    options = parser.parse_args()
    signal.alarm(options.limit)
    plumbing.bring_up("lo")
    # A connection that is never acknowledged is given up after a second, with one repetition.
    plumbing.write_sysctl("ipv4/tcp_synack_retries", ["1"])
    plumbing.write_sysctl("ipv4/tcp_tw_reuse", ["1"])
    stirring = Stirring(options.seed)
    port = stirring.listeners[socket.AF_INET].getsockname()[1]
    say({"ready": True, "pids": [os.getpid(), stirring.child], "port": port})
    for line in sys.stdin:
        stirring.stir(float(line))
        say({"still": True})
    plumbing.end_process(stirring.child)


if __name__ == "__main__":
    main()
