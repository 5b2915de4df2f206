"""Stable TCP connections, and beside them short ones that come and go.

    unshare -n python3 test/world/churn.py [--stable N] [--rate N] [--seconds N]

Prints one JSON line with the stable sockets' inodes when all stand, and churns
until end of file on stdin or for so many seconds at most. Then prints how many
connections it made, and how long that took.
"""
import argparse
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import time

# The source tree is the caller's: leave no compiled files in it.
sys.dont_write_bytecode = True

import plumbing

BACKLOG = 1024
SOCKETS_A_PROCESS = 5000
DESCRIPTORS_IN_RESERVE = 64
SLICE = 0.01
# Ports are used up sooner than addresses: each of them has its own.
ADDRESSES = ["127.0.1.%d" % last for last in range(1, 33)]
RESET = struct.pack("ii", 1, 0)
# Above this, the kernel drops a closed socket at once instead of keeping it in
# TIME_WAIT for a minute: the table stays small, whatever the rate.
TIME_WAIT_LIMIT = "4000"


def listen():
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("0.0.0.0", 0))
    sock.listen(BACKLOG)
    return sock


def sockets_a_process():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard == resource.RLIM_INFINITY:
        return SOCKETS_A_PROCESS
    return min(SOCKETS_A_PROCESS, hard - DESCRIPTORS_IN_RESERVE)


def in_child(work):
    """Runs `work` with the writing end of a pipe in a child; returns its pid and the reading end."""
    parent = os.getpid()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reader)
            plumbing.die_with_parent(parent, signal.SIGKILL)
            work(writer)
        finally:
            os._exit(1)
    os.close(writer)
    return pid, reader


def hold(writer, count):
    """Both ends of the connections are in this process."""
    listener = listen()
    port = listener.getsockname()[1]
    ends = []
    for number in range(count // 2):
        client = socket.create_connection((ADDRESSES[number % len(ADDRESSES)], port))
        # One that dies with its process must not leave its peer an orphan.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        server, _ = listener.accept()
        server.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        ends += [client, server]
    listener.close()
    with os.fdopen(writer, "w") as answer:
        json.dump([os.fstat(end.fileno()).st_ino for end in ends], answer)
    time.sleep(86400)


def make_stable(count, pids):
    inodes = []
    largest = sockets_a_process() // 2 * 2
    while count > 0:
        size = min(count, largest)
        pid, reader = in_child(lambda writer: hold(writer, size))
        pids.append(pid)
        with os.fdopen(reader) as answer:
            inodes += json.load(answer)
        count -= size
    return inodes


def short_connection(listener, host, port, resets):
    client = socket.create_connection((host, port))
    server, _ = listener.accept()
    if resets:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    client.close()
    server.close()


def churn(rate, deadline):
    """So many connections a second, a slice at a time, every second one ended by a reset."""
    listener = listen()
    port = listener.getsockname()[1]
    begin = time.monotonic()
    made = 0
    while time.monotonic() < deadline:
        if select.select([0], [], [], 0)[0]:
            break
        due = int((time.monotonic() - begin) * rate)
        for _ in range(min(due - made, int(rate * SLICE) + 1)):
            short_connection(listener, ADDRESSES[made % len(ADDRESSES)], port, made % 2)
            made += 1
        if made >= due:
            time.sleep(SLICE)
    return {"connections": made, "seconds": time.monotonic() - begin}


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stable", type=int, default=10000, help="sockets, two a connection")
    parser.add_argument("--rate", type=int, default=5000, help="short connections a second")
    parser.add_argument("--seconds", type=float, default=120)
    return parser.parse_args()


def main():
    options = parse_arguments()
    deadline = time.monotonic() + options.seconds
    if not plumbing.is_fresh():
        say({"ready": False, "error": "lo is up: not a fresh network namespace, see unshare(1)"})
        return 2
    plumbing.bring_up("lo")
    plumbing.write_sysctl("ipv4/tcp_max_tw_buckets", [TIME_WAIT_LIMIT])
    plumbing.write_sysctl("ipv4/ip_local_port_range", ["1024 65535"])
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    pids = []
    try:
        say({"ready": True, "inodes": make_stable(options.stable, pids)})
        say(churn(options.rate, deadline))
    finally:
        for pid in pids:
            plumbing.end_process(pid)
    return 0


if __name__ == "__main__":
    sys.exit(main())
