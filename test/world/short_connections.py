"""Short TCP connections or UDP conversations at a rate, beside steady connections.

    unshare -n python3 test/world/short_connections.py [--protocol tcp|udp] [--family 4|6] [--connections N] ...

Prints one JSON line when every process stands. Then each line on stdin has it
make so many connections, and it prints one JSON line: what the servers accepted,
what the clients connected, and how long that took. By then each of them is closed.
It ends with stdin, or after so many seconds.

A pair of processes, a server and its client, makes one connection after the
other: the client connects, each sends the other so many bytes, and after a while
one of them closes. Several pairs together keep the rate. In a UDP conversation
only the client's socket is short, the server's stays.
"""
import argparse
import contextlib
import json
import math
import os
import select
import signal
import socket
import sys
import time

# The source tree is the caller's: leave no compiled files in it.
sys.dont_write_bytecode = True

import churn
import plumbing

LOOPBACK = {4: (socket.AF_INET, "127.0.0.1"), 6: (socket.AF_INET6, "::1")}
KINDS = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}
# Connecting, sending and closing, beside the time it is to live.
SECONDS_BESIDE_LIFE = 0.002
MOST_PAIRS = 64
LARGEST_MESSAGE = 65507
FIRST = ("client", "server", "alternate", "reset")
POLLRDHUP = 0x2000


def closes_first(options, number):
    """Which side closes a connection; `reset` is a client that does not wait for anything."""
    return ("client", "server")[number % 2] if options.first == "alternate" else options.first


def receive(sock, size):
    while size > 0:
        part = sock.recv(size)
        if not part:
            raise ConnectionError("closed before everything had come")
        size -= len(part)


def await_close(sock):
    with contextlib.suppress(ConnectionResetError):
        if sock.recv(1):
            raise ConnectionError("more has come than was to")


class Tcp:
    """Both sides of a connection."""

    def __init__(self, options):
        self.options = options
        self.message = b"x" * options.bytes

    def serve(self, listener, number):
        with listener.accept()[0] as sock:
            receive(sock, self.options.bytes)
            sock.sendall(self.message)
            if closes_first(self.options, number) == "server":
                time.sleep(self.options.life_ms / 1e3)
            else:
                await_close(sock)

    def connect(self, address, number):
        family, _ = LOOPBACK[self.options.family]
        first = closes_first(self.options, number)
        with socket.socket(family, socket.SOCK_STREAM) as sock:
            sock.connect(address)
            sock.sendall(self.message)
            receive(sock, self.options.bytes)
            if first == "server":
                await_close(sock)
                return
            time.sleep(self.options.life_ms / 1e3)
            if first == "reset":
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, churn.RESET)


class Udp:
    def __init__(self, options):
        self.options = options
        self.message = b"x" * options.bytes

    def serve(self, sock, _):
        message, address = sock.recvfrom(LARGEST_MESSAGE)
        sock.sendto(message, address)

    def connect(self, address, _):
        family, _ = LOOPBACK[self.options.family]
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect(address)
            sock.send(self.message)
            sock.recv(LARGEST_MESSAGE)
            time.sleep(self.options.life_ms / 1e3)


PROTOCOLS = {"tcp": Tcp, "udp": Udp}


class Worker:
    """A process that is told something and answers, a JSON line each."""

    def __init__(self, work, pids):
        command, self.commands = os.pipe()
        parent = os.getpid()
        answers, answer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                plumbing.die_with_parent(parent, signal.SIGKILL)
                work(command, lambda said: os.write(answer, json.dumps(said).encode() + b"\n"))
            except Exception as error:
                print("a %s of short connections: %r" % (work.__name__, error), file=sys.stderr, flush=True)
            finally:
                os._exit(1)
        pids.append(self.pid)
        os.close(command)
        os.close(answer)
        self.answers = os.fdopen(answers)

    def tell(self, said):
        os.write(self.commands, json.dumps(said).encode() + b"\n")

    def answer(self):
        line = self.answers.readline()
        if not line:
            sys.exit("a process of short connections has ended too soon")
        return json.loads(line)


def serving(options):
    def server(command, say):
        family, host = LOOPBACK[options.family]
        side = PROTOCOLS[options.protocol](options)
        sock = socket.socket(family, KINDS[options.protocol])
        sock.bind((host, 0))
        if options.protocol == "tcp":
            sock.listen()
        say(sock.getsockname()[1])
        while True:
            accepted = 0
            # A client that is done was served before: what it began comes before the question.
            while sock in (ready := select.select([sock, command], [], [])[0]):
                side.serve(sock, accepted)
                accepted += 1
            if not os.read(ready[0], 4096):
                return
            say(accepted)

    return server


def connecting(options, port, number):
    def client(command, say):
        address = (LOOPBACK[options.family][1], port)
        side = PROTOCOLS[options.protocol](options)
        count = options.connections // options.pairs + (number < options.connections % options.pairs)
        pause = options.seconds / max(1, count)
        say("ready")
        while line := os.read(command, 4096):
            begin = json.loads(line) + pause * number / options.pairs
            for made in range(count):
                time.sleep(max(0, begin + made * pause - time.monotonic()))
                side.connect(address, made)
            say(count)

    return client


def make_connections(options, servers, clients):
    """One round of them, or None when the input ends before."""
    begin = time.monotonic()
    for client in clients:
        client.tell(begin)
    waiting = list(clients)
    connected = 0
    while waiting:
        poll = select.poll()
        poll.register(0, POLLRDHUP)
        poll.register(waiting[0].answers, select.POLLIN)
        if any(descriptor == 0 for descriptor, _ in poll.poll()):
            return None
        connected += waiting.pop(0).answer()
    accepted = 0
    for server in servers:
        server.tell("how many")
        accepted += server.answer()
    seconds = time.monotonic() - begin
    sockets = accepted + connected if options.protocol == "tcp" else connected
    counts = {"accepted": accepted, "connected": connected, "sockets": sockets}
    return {**counts, "bytesEach": options.bytes, "seconds": round(seconds, 3)}


def whole(text):
    value = int(text)
    if value < 0:
        raise ValueError(text)
    return value


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--protocol", choices=KINDS, default="tcp")
    parser.add_argument("--family", type=int, choices=LOOPBACK, default=4)
    parser.add_argument("--connections", type=whole, default=1000, help="of one round, all pairs together")
    parser.add_argument("--seconds", type=float, default=1, help="of one round; it takes longer where the machine does")
    parser.add_argument("--bytes", type=whole, default=100, help="that each side sends the other")
    parser.add_argument("--life-ms", type=float, default=2, help="that a connection stands when all is sent")
    parser.add_argument("--first", choices=FIRST, default="client", help="who closes first, and so waits in TIME_WAIT")
    parser.add_argument("--pairs", type=whole, help="instead of as many as the rate takes")
    parser.add_argument("--steady", type=whole, default=0, help="connections that stay, IPv4")
    parser.add_argument("--time-wait-limit", type=whole, help="of the network namespace, net.ipv4.tcp_max_tw_buckets")
    parser.add_argument("--limit", type=whole, default=300, help="seconds after which it ends by itself")
    options = parser.parse_args()
    rate = options.connections / options.seconds
    taken = math.ceil(rate * (options.life_ms / 1e3 + SECONDS_BESIDE_LIFE) * 1.25)
    options.pairs = options.pairs or max(1, min(MOST_PAIRS, taken))
    return options


def start(options, pids):
    plumbing.bring_up("lo")
    if options.time_wait_limit is not None:
        plumbing.write_sysctl("ipv4/tcp_max_tw_buckets", [str(options.time_wait_limit)])
    steady = churn.make_stable(2 * options.steady, pids)
    servers = [Worker(serving(options), pids) for _ in range(options.pairs)]
    ports = [server.answer() for server in servers]
    clients = [Worker(connecting(options, port, number), pids) for number, port in enumerate(ports)]
    for client in clients:
        client.answer()
    who = {"servers": [server.pid for server in servers], "clients": [client.pid for client in clients]}
    churn.say({"ready": True, "ports": ports, "steady": len(steady) // 2, **who})
    return servers, clients


def main():
    options = parse_arguments()
    signal.alarm(options.limit)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    pids = []
    try:
        servers, clients = start(options, pids)
        while os.read(0, 4096):
            result = make_connections(options, servers, clients)
            if result is None:
                break
            churn.say(result)
    finally:
        # Clients before their servers, whose end they would take for a failure.
        for pid in reversed(pids):
            plumbing.end_process(pid)
    return 0


if __name__ == "__main__":
    sys.exit(main())
