"""UNIX listeners in another network namespace for which connections of this one wait, and the other way round.

    elsewhere.py FOLDER COUNT NAME...

COUNT connections of this namespace wait for each NAME, whose listener is elsewhere. COUNT of elsewhere, and two of this one, wait
for `here`. Prints a line when all is there, and ends with its standard input."""
import ctypes
import os
import socket
import sys

CLONE_NEWNET = 0x40000000
BACKLOG = 200


def listen(name):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(name)
    listener.listen(BACKLOG)
    return listener


def wait_for(name, count):
    clients = [socket.socket(socket.AF_UNIX) for _ in range(count)]
    for client in clients:
        client.connect(name)
    return clients


def elsewhere(names, count, told, end):
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        os._exit(1)
    kept = [[listen(name) for name in names], wait_for("here", count)]
    os.write(told, b"x")
    os.read(end, 1)
    os._exit(len(kept) == 0)


def main():
    folder, count, *names = sys.argv[1:]
    os.chdir(folder)
    listener = listen("here")
    told, tell = os.pipe()
    end, hold = os.pipe()
    if os.fork() == 0:
        os.close(hold)
        elsewhere(names, int(count), tell, end)
    os.close(tell)
    if os.read(told, 1) != b"x":
        sys.exit("no other network namespace")
    kept = [listener, wait_for("here", 2), *(wait_for(name, int(count)) for name in names)]
    print(len(kept), flush=True)
    sys.stdin.read()
    os.close(hold)
    os.wait()


main()
