"""Binds and closes, again and again, abstract names that look like rows of their own in /proc/net/unix.

Usage: forging.py MS NAME...  Each name is bound for MS milliseconds, without the NUL before it. Ends with its standard input.
Meanwhile the abstract name `full` listens with no room left, and sockets that are not connected are open beside it, so that some of them
may be on their way to it.
"""

import select
import socket
import sys


def main():
    pause = float(sys.argv[1]) / 1000
    names = [b"\0" + name.encode() for name in sys.argv[2:]]
    full = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    full.bind(b"\0full")
    full.listen(0)
    idle = [socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) for _ in range(5)]
    for client in idle[:2]:
        client.setblocking(False)
        client.connect_ex(b"\0full")
    print("ready", flush=True)
    while True:
        for name in names:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as forger:
                forger.bind(name)
                if select.select([sys.stdin], [], [], pause)[0]:
                    return


main()
