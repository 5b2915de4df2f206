"""Processes of one and the same number, one after the other, each with sockets and a name of its own.

    unshare -n --pid --fork --mount-proc python3 test/world/reused_pid.py LOG

Goes on until end of file on stdin, or for 120 s. LOG then has a line for each
socket: its inode and its process's number and name.
"""
import ctypes
import os
import select
import socket
import sys
import time

NUMBER = 500
SOCKETS = 50
LIFETIME = 120
PR_SET_NAME = 15
libc = ctypes.CDLL(None)


def live(log, name):
    libc.prctl(PR_SET_NAME, name.encode(), 0, 0, 0)
    for standard in (0, 1, 2):
        os.close(standard)
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(SOCKETS)]
    for sock in sockets:
        os.write(log, b"%d %d %s\n" % (os.fstat(sock.fileno()).st_ino, os.getpid(), name.encode()))
    time.sleep(0.0005)


def main():
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    end = time.monotonic() + LIFETIME
    count = 0
    while time.monotonic() < end and not select.select([0], [], [], 0)[0]:
        count += 1
        with open("/proc/sys/kernel/ns_last_pid", "w", encoding="ascii") as file:
            file.write(str(NUMBER - 1))
        pid = os.fork()
        if pid == 0:
            try:
                live(log, "life %d" % count)
            finally:
                os._exit(0)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
