"""Processes that hold sockets in every odd way there is.

    unshare -n python3 test/world/odd_holders.py [--most N]

Prints one JSON line when all stand still: who holds which socket, as (inode,
pid, descriptor), and which sockets and processes must not be found. Ends at end
of file on stdin, or after 600 s.
"""
import argparse
import ctypes
import json
import os
import platform
import resource
import select
import signal
import socket
import stat
import sys
import threading
import time

# The source tree is the caller's: leave no compiled files in it.
sys.dont_write_bytecode = True

import plumbing

LIFETIME = 600
DESCRIPTORS_IN_RESERVE = 64
X86_64 = platform.machine() == "x86_64"
SYS_CLONE, SYS_EXIT = (56, 60) if X86_64 else (220, 93)
CLONE_FILES, CLONE_NEWPID = 0x400, 0x20000000
libc = ctypes.CDLL(None, use_errno=True)


def call(function, *arguments):
    result = function(*arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def open_socket():
    """Bound, so that the kernel lists it; it is kept until the process ends."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("0.0.0.0", 0))
    return sock.detach()


def sockets_of(pid, descriptors=None):
    """(inode, pid, descriptor) of what this process itself has open."""
    found = []
    for fd in descriptors or map(int, os.listdir("/proc/self/fd")):
        try:
            status = os.fstat(fd)
        except OSError:
            continue  # the folder that was being read
        if stat.S_ISSOCK(status.st_mode):
            found.append([status.st_ino, pid, fd])
    return found


def sleep():
    time.sleep(LIFETIME)
    os._exit(0)


class Report:
    """What a child says to the process that counts: one JSON line."""

    def __init__(self, writer):
        self.writer = writer

    def __call__(self, owners, absent=()):
        os.write(self.writer, json.dumps({"owners": owners, "absent": list(absent)}).encode())
        os.close(self.writer)


def plain(report):
    fd = open_socket()
    os.dup(fd)
    report(sockets_of(os.getpid()))


def sharing_a_table(report):
    """Another process with the very same table, not a copy of it."""
    parent = os.getpid()
    pid = call(libc.syscall, SYS_CLONE, CLONE_FILES | signal.SIGCHLD, 0, 0, 0, 0)
    if pid == 0:
        plumbing.die_with_parent(parent, signal.SIGKILL)
        sleep()
    open_socket()
    own = sockets_of(os.getpid())
    report(own + [[inode, pid, fd] for inode, _, fd in own])


def in_a_thread(work):
    done = threading.Event()
    parent = os.getppid()

    def life():
        plumbing.die_with_parent(parent, signal.SIGKILL)
        work()
        done.set()
        time.sleep(LIFETIME)

    threading.Thread(target=life, daemon=True).start()
    done.wait()


def with_a_dead_leader(report):
    """The process lives on in another thread; /proc/<pid>/fd shows nothing."""
    open_socket()
    in_a_thread(lambda: None)
    report(sockets_of(os.getpid()))
    libc.syscall(SYS_EXIT, 0)


def with_a_thread_apart(report):
    """A thread with a table of its own, which began as a copy."""
    pid = os.getpid()
    open_socket()
    apart = []

    def leave():
        call(libc.unshare, CLONE_FILES)
        # This table's own copy of it.
        os.close(report.writer)
        open_socket()
        apart.extend(sockets_of(pid, range(32)))

    in_a_thread(leave)
    # One more than the thread has: their numbers tell the tables apart.
    open_socket()
    open_socket()
    both = {tuple(owner) for owner in apart + sockets_of(pid)}
    report([list(owner) for owner in both])


def with_many(most):
    def work(report):
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        sockets = [open_socket() for _ in range(100)]
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        for number in range(limit - DESCRIPTORS_IN_RESERVE - len(sockets)):
            # Not only sockets: what is none must be passed over.
            os.dup(sockets[number % 100] if number % 3 else 2)
        report(sockets_of(os.getpid()))
    return work


def in_a_pid_namespace(report):
    call(libc.unshare, CLONE_NEWPID)
    reader, writer = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        # Seen from inside its parent has no number.
        libc.prctl(plumbing.PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        os.close(report.writer)
        open_socket()
        os.write(writer, json.dumps(sockets_of(0, range(64))).encode())
        os.close(writer)
        sleep()
    os.close(writer)
    inside = json.loads(plumbing.read_until_end(reader))
    report(sockets_of(parent) + [[inode, pid, fd] for inode, _, fd in inside])


def of_another_user(report):
    plumbing.become(65534)
    open_socket()
    report(sockets_of(os.getpid()))


def short_lived(report):
    """Becomes a zombie: its sockets are gone, its process is not."""
    open_socket()
    report([], [inode for inode, _, _ in sockets_of(os.getpid())])
    os._exit(0)


class Holders:
    def __init__(self):
        self.pids = {}
        self.owners = []
        self.absent = []
        self.missing = []

    def start(self, label, work, *kept):
        parent = os.getpid()
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.close(reader)
                plumbing.let_go_of_descriptors(writer, *kept)
                plumbing.die_with_parent(parent, signal.SIGKILL)
                work(Report(writer))
                sleep()
            except BaseException as error:
                os.write(writer, str(error).encode())
            finally:
                os._exit(1)
        os.close(writer)
        self.pids[label] = pid
        answer = plumbing.read_until_end(reader)
        try:
            said = json.loads(answer)
        except ValueError:
            self.missing.append([label, answer])
            return
        self.owners += said["owners"]
        self.absent += said["absent"]

    def pass_one(self):
        """One socket goes to another process under another number; one is on its way for ever."""
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        sent, lost = open_socket(), open_socket()
        self.absent.append(os.fstat(lost).st_ino)
        socket.send_fds(here, [b"1"], [sent])

        def receive(report):
            socket.recv_fds(there, 1, 1)
            report(sockets_of(os.getpid()))

        self.start("passed", receive, there.fileno())
        socket.send_fds(here, [b"1"], [lost])
        os.close(sent)
        os.close(lost)
        return here, there


def await_state(pid, wanted):
    deadline = time.monotonic() + plumbing.PATIENCE
    while time.monotonic() < deadline:
        with open("/proc/%d/stat" % pid, encoding="latin-1") as file:
            if file.read().rpartition(")")[2].split()[0] == wanted:
                return
        time.sleep(0.01)
    raise TimeoutError("process %d never was in state %s" % (pid, wanted))


def build(holders, options):
    shared = open_socket()
    for number in range(3):
        holders.start("sharer%d" % number, plain, shared)
    holders.start("one table", sharing_a_table)
    holders.start("dead leader", with_a_dead_leader)
    holders.start("thread apart", with_a_thread_apart)
    holders.start("many", with_many(options.most))
    holders.start("pid namespace", in_a_pid_namespace)
    holders.start("another user", of_another_user)
    holders.start("zombie", short_lived)
    ends = holders.pass_one()
    for label in ("dead leader", "zombie"):
        await_state(holders.pids[label], "Z")
    holders.owners += sockets_of(os.getpid())
    return ends


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, default=20000, help="descriptors of the largest process")
    options = parser.parse_args()
    if not plumbing.is_fresh():
        print(json.dumps({"ready": False, "error": "lo is up: not a fresh network namespace, see unshare(1)"}))
        return 2
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    holders = Holders()
    try:
        ends = build(holders, options)
        print(json.dumps({"ready": True, "pid": os.getpid(), **vars(holders)}), flush=True)
        select.select([0], [], [], LIFETIME)
        del ends
    finally:
        for pid in holders.pids.values():
            plumbing.end_process(pid)
    return 0


if __name__ == "__main__":
    sys.exit(main())
