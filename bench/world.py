#!/usr/bin/env python3
"""Makes a busy world of sockets over many processes, in the network namespace it is started in.

    unshare --net python3 bench/world.py --shape few --sockets 100000

Prints one JSON line when everything is there. It ends with its parent, when its standard input does, or after --seconds,
and all its processes end with it. Nothing outside loopback is touched.
"""

import argparse
import ctypes
import fcntl
import gc
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

from holder import Share, hold

LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1
SIOCSIFFLAGS = 0x8914
IFF_UP_RUNNING = 0x41
# Python's own descriptors, and those of a moment while sockets are made.
SPARE_DESCRIPTORS = 32
# Ports for the other ends of connections: all but the privileged ones.
SYSCTLS = {"ipv4/ip_local_port_range": "1024 65535", "core/somaxconn": "65535"}

# What is in a world of so many sockets, and over how many processes.
SHAPES = {
    "few": (50, lambda sockets: Share(tcp_pairs=sockets // 2)),
    "many": (2000, lambda sockets: Share(tcp_pairs=sockets // 2)),
    "listeners": (50, lambda sockets: Share(tcp_pairs=sockets // 2, listeners=50)),
    "asked": (50, lambda sockets: Share(tcp_pairs=sockets // 2 - 100, https_pairs=100, listeners=50)),
    "mixed": (
        50,
        lambda sockets: Share(
            tcp_pairs=sockets * 3 // 10,
            tcp6_pairs=sockets // 10,
            listeners=sockets // 100,
            udp=sockets // 10,
            unix_pairs=sockets // 20,
        ),
    ),
}


def prepare_namespace():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh", b"lo", IFF_UP_RUNNING)
        fcntl.ioctl(control, SIOCSIFFLAGS, request.ljust(40, b"\0"))
    for name, value in SYSCTLS.items():
        with open("/proc/sys/net/" + name, "w") as file:
            file.write(value)


def end_with_parent(parent):
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # It may have gone before it was asked for.
    if os.getppid() != parent:
        os._exit(1)


def start_processes(share, processes, pids):
    """Forks the processes; returns a pipe with a byte for each that has made its part."""
    parent = os.getpid()
    read_end, write_end = os.pipe()
    # Collecting garbage would write to, and so copy, the memory that all share.
    gc.freeze()
    for number in range(processes):
        pid = os.fork()
        if pid == 0:
            try:
                end_with_parent(parent)
                os.close(read_end)
                hold(write_end, share.part(processes, number), number)
            except BaseException as error:  # Whatever it was, this must not go on as another world.
                print("process {} of the world: {!r}".format(number, error), file=sys.stderr, flush=True)
            os._exit(1)
        pids.append(pid)
    os.close(write_end)
    return read_end


def wait_until(deadline, done, expected):
    """Waits for a byte of each process; False when standard input ends or time is up first."""
    while expected > 0:
        ready, _, _ = select.select([sys.stdin, done], [], [], max(0, deadline - time.monotonic()))
        if done not in ready:
            return False
        part = os.read(done, 4096)
        if not part:
            sys.exit("{} processes of the world could not make their sockets".format(expected))
        expected -= len(part)
    return True


def end_processes(pids):
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    for pid in pids:
        os.waitpid(pid, 0)


def room_per_process():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard - SPARE_DESCRIPTORS


def plan(options):
    """The whole share of a world, and the number of its processes: as many as its shape has, more where it must."""
    processes, shape = SHAPES[options.shape]
    share = shape(options.sockets)
    share.files = options.files
    if options.listeners is not None:
        share.listeners = options.listeners
    room = room_per_process()
    if options.processes is None:
        while share.part(processes, 0).descriptors() > room:
            processes += 1
    elif share.part(options.processes, 0).descriptors() > room:
        sys.exit("a process may have {} descriptors: {} are too few".format(room, options.processes))
    return share, options.processes or processes


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shape", choices=SHAPES, default="few")
    parser.add_argument("--sockets", type=int, default=100000, help="established TCP sockets, both ends counted")
    parser.add_argument("--processes", type=int, help="instead of the shape's")
    parser.add_argument("--listeners", type=int, help="instead of the shape's")
    parser.add_argument("--files", type=int, default=10, help="other open files of each process")
    parser.add_argument("--seconds", type=int, default=1800, help="the world ends by itself after this long")
    return parser.parse_args()


def main():
    options = parse_options()
    end_with_parent(os.getppid())
    begin = time.monotonic()
    deadline = begin + options.seconds
    share, processes = plan(options)
    prepare_namespace()
    pids = []
    try:
        if not wait_until(deadline, start_processes(share, processes, pids), processes):
            return
        made = {"pid": os.getpid(), "shape": options.shape, "processes": processes, "files": share.files}
        tcp = 2 * (share.tcp_pairs + share.https_pairs + share.tcp6_pairs)
        counts = {"sockets": tcp, "listeners": share.listeners, "udp": share.udp, "unix": 2 * share.unix_pairs}
        print(json.dumps({**made, **counts, "seconds": round(time.monotonic() - begin, 2)}), flush=True)
        select.select([sys.stdin], [], [], max(0, deadline - time.monotonic()))
    finally:
        end_processes(pids)


if __name__ == "__main__":
    main()
