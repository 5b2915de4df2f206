"""An MPTCP connection with three subflows, in a network namespace of the caller's making. Ends with its standard input."""

import socket
import subprocess
import sys
import time

IPPROTO_MPTCP = 262
SERVER = "10.9.2.1"
CLIENTS = ["10.9.1.1", "10.9.1.2", "10.9.1.3"]


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def subflows():
    with open("/proc/net/tcp", encoding="ascii") as file:
        return sum(line.split()[3] == "01" for line in file.readlines()[1:])


def main():
    ip("link", "set", "lo", "up")
    for address in [SERVER, *CLIENTS]:
        ip("addr", "add", f"{address}/32", "dev", "lo")
    ip("mptcp", "limits", "set", "subflow", "4", "add_addr_accepted", "4")
    for address in CLIENTS[1:]:
        ip("mptcp", "endpoint", "add", address, "subflow")
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP)
    listener.bind((SERVER, 7000))
    listener.listen()
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP)
    client.bind((CLIENTS[0], 0))
    client.connect((SERVER, 7000))
    server, _ = listener.accept()
    for sender, receiver in [(client, server), (server, client)]:
        sender.send(b"x")
        receiver.recv(1)
    for _ in range(100):
        if subflows() == 2 * len(CLIENTS):
            break
        time.sleep(0.05)
    print(subflows(), flush=True)
    sys.stdin.read()


main()
