#!/usr/bin/env python3
"""Makes a busy world: established TCP connections over many processes, in the network namespace it is started in.

    unshare --net python3 bench/world.py --sockets 100000 --processes 50 --listeners 50

Prints one JSON line when everything is there, and ends when its standard input does, or after --seconds.
Nothing outside loopback is touched.
"""

import argparse
import ctypes
import fcntl
import json
import os
import resource
import select
import signal
import socket
import struct
import sys

PR_SET_PDEATHSIG = 1
SIOCSIFFLAGS = 0x8914
IFF_UP_RUNNING = 0x41
FIRST_PORT = 10000
# Each process talks to itself over an address of its own, so that no two fight for the same ports.
ADDRESS = "127.{}.{}.1"


def bring_up_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh", b"lo", IFF_UP_RUNNING)
        fcntl.ioctl(control, SIOCSIFFLAGS, request.ljust(40, b"\0"))


def end_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def connect_pairs(address, count):
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.bind((address, FIRST_PORT))
    server.listen(128)
    ends = []
    for _ in range(count):
        client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        client.connect((address, FIRST_PORT))
        ends += [client.detach(), server.accept()[0].detach()]
    server.close()
    return ends


def listen_on(address, first, count):
    listeners = []
    for port in range(first, first + count):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.bind((address, port))
        listener.listen(16)
        listeners.append(listener)
    return listeners


def hold(ready, number, sockets, listeners, files):
    """One process of the world: makes its sockets, says so, and waits to be ended."""
    end_with_parent()
    address = ADDRESS.format(1 + number // 250, 1 + number % 250)
    kept = [os.open("/dev/null", os.O_RDONLY) for _ in range(files)]
    kept += connect_pairs(address, sockets // 2)
    kept += listen_on(address, 20000, listeners)
    os.write(ready, b".")
    signal.pause()
    return kept


def share(total, parts, index):
    return total // parts + (1 if index < total % parts else 0)


def start_processes(options):
    read_end, write_end = os.pipe()
    pids = []
    for number in range(options.processes):
        pid = os.fork()
        if pid == 0:
            os.close(read_end)
            sockets = 2 * share(options.sockets // 2, options.processes, number)
            hold(write_end, number, sockets, share(options.listeners, options.processes, number), options.files)
            os._exit(0)
        pids.append(pid)
    os.close(write_end)
    done = 0
    while done < options.processes:
        part = os.read(read_end, 4096)
        if not part:
            break
        done += len(part)
    return pids, done


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sockets", type=int, default=100000, help="established TCP sockets, both ends counted")
    parser.add_argument("--processes", type=int, default=50)
    parser.add_argument("--listeners", type=int, default=50)
    parser.add_argument("--files", type=int, default=10, help="other open files of each process")
    parser.add_argument("--seconds", type=int, default=900, help="the world ends by itself after this long")
    return parser.parse_args()


def main():
    options = parse_options()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    bring_up_loopback()
    pids, done = start_processes(options)
    try:
        if done < options.processes:
            sys.exit("only {} of {} processes could make their sockets".format(done, options.processes))
        world = {"pid": os.getpid(), "sockets": options.sockets // 2 * 2, "listeners": options.listeners}
        print(json.dumps(world), flush=True)
        select.select([sys.stdin], [], [], options.seconds)
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        for pid in pids:
            os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
