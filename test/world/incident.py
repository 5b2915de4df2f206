#!/usr/bin/env python3
"""A server with troubles, in the network namespace it is started in: one process leaves connections in CLOSE_WAIT, one does not accept what
its queue is full of, one talks to 10.2.0.0/16, one sends again what gets lost, and one moves most bytes. Prints a line when all of that can be
seen, and ends with its standard input, and after 120 s at most."""
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time

# The source tree is the caller's: leave no compiled files in it.
sys.dont_write_bytecode = True

import plumbing

ADDRESSES = ["10.0.0.1", "10.2.0.7", "10.2.9.1", "10.3.0.5", "10.3.0.9", "10.4.0.1"]
LOST_PORT = 873
LOSES = """table ip incident {{
  chain in {{
    type filter hook input priority 0
    tcp dport {} drop
  }}
}}
""".format(LOST_PORT)
PATIENCE = 10
TICK = 0.02


def server(address, port, backlog=64):
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((address, port))
    sock.listen(backlog)
    return sock


def connect(address, port):
    return socket.create_connection((address, port), source_address=("10.0.0.1", 0))


def leaves_open(count, port):
    """Its peer closes, and it does not."""
    with server("10.4.0.1", port) as listener:
        left = []
        for _ in range(count):
            left.append(connect("10.4.0.1", port))
            listener.accept()[0].close()
    return left


def does_not_accept():
    full = server("10.0.0.1", 8080, backlog=4)
    # The kernel takes one more than the limit.
    return [full, server("10.0.0.1", 8081), *(connect("10.0.0.1", 8080) for _ in range(5))]


def talks(address, port, count):
    """The servers' own ends are nobody's here: who closes a listener resets what nobody has accepted."""
    listener = server(address, port)
    return [listener, *(end for _ in range(count) for end in (connect(address, port), listener.accept()[0]))]


def sends_again():
    ends = talks("10.3.0.9", LOST_PORT, 1)
    nft = shutil.which("nft") or "/usr/sbin/nft"
    subprocess.run([nft, "-f", "-"], input=LOSES.encode(), check=True)
    ends[1].send(b"x" * 5000)
    return ends


def moves(port, count, forever):
    """So many bytes a tick."""
    ends = talks("10.3.0.5", port, 1)
    forever(lambda: (ends[1].send(b"x" * count), ends[2].recv(1 << 20)))


ROLES = {
    "billing": lambda: leaves_open(12, 9001),
    "api": lambda: leaves_open(3, 9002),
    "app": does_not_accept,
    "worker": lambda: talks("10.2.0.7", 5432, 3),
    "backup": lambda: talks("10.2.9.1", 22, 1),
    "sync": sends_again,
}
MOVERS = {"stream": (1935, 20000), "chat": (5222, 400)}


def start(name, ready, work):
    """A process of that name, which does its work, says so, and stays."""
    parent = os.getpid()
    if os.fork() != 0:
        return
    plumbing.die_with_parent(parent, signal.SIGKILL)
    with open("/proc/self/comm", "w") as file:
        file.write(name)

    def forever(step):
        os.write(ready, b".")
        while True:
            step()
            time.sleep(TICK)

    kept = work(forever)
    os.write(ready, b".")
    while kept:
        signal.pause()


def retransmitted():
    """Whether what was lost was sent again: its timer has gone off."""
    port = ":{:04X}".format(LOST_PORT)
    with open("/proc/net/tcp") as file:
        rows = [line.split() for line in file]
    return any(row[2].endswith(port) and row[3] == "01" and int(row[6], 16) > 0 for row in rows[1:])


def wait_for(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            sys.exit("{}: not within {} s".format(what, PATIENCE))
        time.sleep(TICK)


def main():
    signal.alarm(120)
    plumbing.bring_up("lo")
    for address in ADDRESSES:
        subprocess.run(["ip", "address", "add", address + "/32", "dev", "lo"], check=True)
    read_end, ready = os.pipe()
    for name, role in ROLES.items():
        start(name, ready, lambda _, role=role: role())
    for name, (port, count) in MOVERS.items():
        start(name, ready, lambda forever, port=port, count=count: moves(port, count, forever))
    missing = len(ROLES) + len(MOVERS)
    while missing > 0:
        if not select.select([read_end], [], [], PATIENCE)[0]:
            sys.exit("{} processes are not ready".format(missing))
        missing -= len(os.read(read_end, missing))
    wait_for(retransmitted, "a retransmission")
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
