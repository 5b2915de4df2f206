"""Processes that open, close, pass on and inherit sockets all the time, beside some that keep theirs.

    unshare -n python3 test/world/owner_churn.py [--seconds N]

Prints one JSON line with the owners of what stays, as (inode, pid, descriptor),
and goes on until end of file on stdin or for so many seconds at most. Then prints
which process ever had which socket.
"""
import argparse
import ctypes
import json
import os
import random
import select
import signal
import socket
import sys
import time

# The source tree is the caller's: leave no compiled files in it.
sys.dont_write_bytecode = True

import plumbing
from odd_holders import open_socket, sockets_of

WORKERS = 4
STABLE = 100
MOST_HELD = 20
PAUSE = 0.002
PR_SET_NAME = 15


def die_after(seconds):
    """Whatever becomes of who started it."""
    signal.alarm(int(seconds) + 30)


class Worker:
    def __init__(self, log, stop, inbox, outbox, seconds):
        self.log_to = log
        self.stop = stop
        self.inbox = inbox
        self.outbox = outbox
        self.seconds = seconds
        self.held = []
        inbox.setblocking(False)
        outbox.setblocking(False)

    def log(self, owners):
        # A line is short enough to be written in one piece.
        for inode, pid, _ in owners:
            os.write(self.log_to, b"%d %d\n" % (inode, pid))

    def own(self, fd):
        self.held.append(fd)
        self.log(sockets_of(os.getpid(), [fd]))

    def run(self):
        self.log(sockets_of(os.getpid()))
        while not select.select([self.stop], [], [], 0)[0]:
            random.choice((self.open, self.open, self.close, self.send, self.fork))()
            self.receive()
            time.sleep(PAUSE)
        while True:
            try:
                os.wait()
            except ChildProcessError:
                return

    def open(self):
        if len(self.held) < MOST_HELD:
            self.own(open_socket())

    def close(self):
        if self.held:
            os.close(self.held.pop(random.randrange(len(self.held))))

    def send(self):
        if not self.held:
            return
        try:
            socket.send_fds(self.outbox, [b"1"], [self.held[-1]])
        except BlockingIOError:
            return
        os.close(self.held.pop())

    def receive(self):
        try:
            for fd in socket.recv_fds(self.inbox, 1, 1)[1]:
                self.own(fd)
        except BlockingIOError:
            pass
        while len(self.held) > MOST_HELD:
            self.close()

    def fork(self):
        if os.fork() == 0:
            try:
                die_after(self.seconds)
                self.log(sockets_of(os.getpid()))
                self.own(open_socket())
                time.sleep(random.random() * 0.02)
            finally:
                os._exit(0)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass


def child_of(work, pids):
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    pids.append(pid)


def start_stable(pids, seconds):
    """Half of what stays belongs to two processes."""
    shared = [open_socket() for _ in range(STABLE)]
    reader, writer = os.pipe()

    def keep():
        die_after(seconds)
        plumbing.let_go_of_descriptors(writer, *shared)
        own = [open_socket() for _ in range(STABLE)]
        os.write(writer, json.dumps(sockets_of(os.getpid(), shared + own)).encode() + b"\n")
        os.close(writer)
        signal.pause()

    owners = []
    for _ in range(2):
        child_of(keep, pids)
    os.close(writer)
    for line in plumbing.read_until_end(reader).splitlines():
        owners += json.loads(line)
    for fd in shared:
        os.close(fd)
    return owners


def start_workers(pids, seconds):
    log, log_to = os.pipe()
    stop, stopper = os.pipe()
    boxes = [socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(WORKERS)]
    for number in range(WORKERS):
        def work(number=number):
            die_after(seconds)
            mine = (boxes[number][1], boxes[(number + 1) % WORKERS][0])
            plumbing.let_go_of_descriptors(log_to, stop, *(box.fileno() for box in mine))
            random.seed(number)
            Worker(log_to, stop, *mine, seconds).run()

        child_of(work, pids)
    for box in boxes:
        box[0].close()
        box[1].close()
    os.close(log_to)
    os.close(stop)
    return log, stopper


def await_workers(log, pids):
    """Until each has said something: then none has what it was born with any more."""
    text = b""
    while not all(b" %d\n" % pid in text for pid in pids):
        if not select.select([log], [], [], plumbing.PATIENCE)[0]:
            raise TimeoutError("a worker does not begin")
        text += os.read(log, 1 << 16)
    return text


def collect(log, stopper, deadline, begun):
    """The log, until nobody writes to it any more."""
    text = [begun]
    asked_to_stop = False
    while True:
        waiting = [log] if asked_to_stop else [log, 0]
        ready = select.select(waiting, [], [], max(0, deadline - time.monotonic()))[0]
        if not asked_to_stop and (0 in ready or time.monotonic() >= deadline):
            os.close(stopper)
            asked_to_stop = True
            deadline = float(deadline + plumbing.PATIENCE)
        if log in ready:
            chunk = os.read(log, 1 << 16)
            if not chunk:
                return b"".join(text)
            text.append(chunk)
        elif asked_to_stop and time.monotonic() >= deadline:
            raise TimeoutError("a worker does not end")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=120)
    options = parser.parse_args()
    if not plumbing.is_fresh():
        print(json.dumps({"ready": False, "error": "lo is up: not a fresh network namespace, see unshare(1)"}))
        return 2
    ctypes.CDLL(None).prctl(PR_SET_NAME, b"churn", 0, 0, 0)
    pids = []
    try:
        stable = start_stable(pids, options.seconds)
        log, stopper = start_workers(pids, options.seconds)
        begun = await_workers(log, pids[-WORKERS:])
        print(json.dumps({"ready": True, "stable": stable}), flush=True)
        lines = set(collect(log, stopper, time.monotonic() + options.seconds, begun).split(b"\n"))
        pairs = [list(map(int, line.split())) for line in lines if line]
        print(json.dumps({"pairs": pairs}), flush=True)
    finally:
        for pid in pids:
            plumbing.end_process(pid)
    return 0


if __name__ == "__main__":
    sys.exit(main())
