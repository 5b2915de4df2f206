"""Processes that open, inherit and pass on sockets as they are told.

    python3 test/world/passing.py

Reads a JSON object a line from stdin and answers each with one of the same kind.
Every worker has a name:

    {"start": NAME}                       a new one: its pid
    {"fork": NAME, "child": NAME}         a new one with all that the other has: its pid
    {"open": NAME}                        one more socket: its inode, pid and descriptor
    {"swap": NAME}                        the same, and one file less
    {"files": NAME, "number": N}          so many more files
    {"close": NAME, "fd": FD}
    {"send": NAME, "fd": FD, "to": NAME}  a socket that the other then has too: likewise

Ends at end of file on stdin, and after 300 s at most.
"""
import json
import os
import resource
import signal
import socket
import sys

# The source tree is the caller's: leave no compiled files in it.
sys.dont_write_bytecode = True

import plumbing

LIFETIME = 300
MESSAGE = 4096


def open_socket():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).detach()


def open_file():
    return os.open(os.devnull, os.O_RDONLY)


def channel():
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


class Worker:
    def __init__(self, control):
        self.begin(control)
        self.file = open_file()

    def begin(self, control):
        signal.alarm(LIFETIME)
        self.control = control

    def run(self):
        while True:
            text, fds, _, _ = socket.recv_fds(self.control, MESSAGE, 1)
            if not text:
                return
            answer, passed = self.obey(json.loads(text), fds)
            if answer is not None:
                socket.send_fds(self.control, [json.dumps(answer).encode()], passed)

    def obey(self, request, fds):
        if "open" in request:
            return self.owner(open_socket()), []
        if "swap" in request:
            os.close(self.file)
            return self.owner(open_socket()), []
        if "files" in request:
            limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
            for _ in range(request["number"]):
                open_file()
        elif "close" in request:
            os.close(request["fd"])
        elif "send" in request:
            return {}, [request["fd"]]
        elif "take" in request:
            return self.owner(fds[0]), []
        elif "fork" in request:
            return self.fork(socket.socket(fileno=fds[0]))
        return {"pid": os.getpid()}, []

    def fork(self, control):
        if os.fork() == 0:
            self.control.close()
            self.begin(control)
            return None, []
        control.close()
        return {}, []

    @staticmethod
    def owner(fd):
        return {"owner": [os.fstat(fd).st_ino, os.getpid(), fd]}


def start_worker():
    ours, theirs = channel()
    if os.fork() == 0:
        plumbing.let_go_of_descriptors(theirs.fileno())
        try:
            Worker(theirs).run()
        finally:
            os._exit(0)
    theirs.close()
    return ours


class Main:
    def __init__(self):
        self.workers = {}

    def obey(self, request):
        command = next(iter(request))
        if command == "start":
            return self.greet(request["start"], start_worker())
        if command == "fork":
            ours, theirs = channel()
            self.ask(request["fork"], request, [theirs.fileno()])
            theirs.close()
            return self.greet(request["child"], ours)
        answer, fds = self.ask(request[command], request)
        if command == "send":
            answer, _ = self.ask(request["to"], {"take": True}, fds)
            os.close(fds[0])
        return answer

    def greet(self, name, control):
        """When it answers, it has the descriptors that it is to have."""
        self.workers[name] = control
        return self.ask(name, {})[0]

    def ask(self, name, request, fds=()):
        control = self.workers[name]
        socket.send_fds(control, [json.dumps(request).encode()], fds)
        text, passed, _, _ = socket.recv_fds(control, MESSAGE, 1)
        return json.loads(text), passed


def main():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.alarm(LIFETIME)
    obeying = Main()
    for line in sys.stdin:
        print(json.dumps(obeying.obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
