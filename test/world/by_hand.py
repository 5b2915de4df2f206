"""Sockets as a test wants them, one step after the other.

    unshare -n python3 test/world/by_hand.py

Brings up the loopback. Then each line on stdin is a JSON string of Python, which
is run with what stands below and what the lines before have defined; it answers
with the value of `result`, in JSON. It ends with stdin, and after 120 s at most.
"""
import json
import os
import signal
import socket
import struct
import sys
import time

# The source tree is the caller's: leave no compiled files in it.
sys.dont_write_bytecode = True

import plumbing

RESET = struct.pack("ii", 1, 0)


def listen(port=0, host="127.0.0.1"):
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((host, port))
    sock.listen(64)
    return sock


def connect(listener, port=0):
    """Both ends of a connection."""
    client = socket.socket(listener.family)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if port != 0:
        client.bind((listener.getsockname()[0], port))
    client.connect(listener.getsockname()[:2])
    return client, listener.accept()[0]


def reset(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    sock.close()


def fork():
    """One that never outlives this process."""
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        plumbing.die_with_parent(parent, signal.SIGKILL)
    return child


def port(sock):
    return sock.getsockname()[1]


def main():
    signal.alarm(120)
    plumbing.bring_up("lo")
    names = dict(globals())
    for line in sys.stdin:
        names["result"] = None
        exec(json.loads(line), names)
        print(json.dumps(names["result"]), flush=True)


if __name__ == "__main__":
    main()
