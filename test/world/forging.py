"""Binds and closes, again and again, abstract names that look like rows of their own in /proc/net/unix.

Usage: forging.py MS NAME...  Each name is bound for MS milliseconds, without the NUL before it. Ends with its standard input.
"""

import select
import socket
import sys


def main():
    pause = float(sys.argv[1]) / 1000
    names = [b"\0" + name.encode() for name in sys.argv[2:]]
    print("ready", flush=True)
    while True:
        for name in names:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as forger:
                forger.bind(name)
                if select.select([sys.stdin], [], [], pause)[0]:
                    return


main()
