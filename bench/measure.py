#!/usr/bin/env python3
"""Runs commands and says what each took, in the namespace it is started in.

Each line of standard input is a JSON object: `command`, and `limit` in seconds. Each is answered by one line: wall, user and
system time in seconds, after how many seconds the first byte came, peak memory in KiB, exit code, whether the limit stopped it, the first line of its stderr, and where
its output can be read until the next command. It ends, and ends what it runs, when standard input does.
"""

import json
import os
import resource
import select
import signal
import sys
import time

PIPE_BYTES = 1 << 16
# Nothing else of the caller's environment: NODE_EXTRA_CA_CERTS alone can cost Node more than its start.
ENVIRONMENT = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


def start(command, stdout, stderr):
    null = os.open(os.devnull, os.O_RDONLY)
    actions = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, stdout, 1), (os.POSIX_SPAWN_DUP2, stderr, 2)]
    try:
        # A group of its own, so that what it starts can be ended with it.
        return os.posix_spawnp(command[0], command, ENVIRONMENT, file_actions=actions, setpgroup=0)
    finally:
        os.close(null)


def pass_on(source, sink, deadline):
    """
    Passes output on until it ends (True), or the deadline or the end of standard input comes first (False).
    Also says when the first of it came, or None.
    """
    first = None
    while True:
        ready, _, _ = select.select([source, 0], [], [], max(0, deadline - time.monotonic()))
        if source not in ready:
            return False, first
        part = os.read(source, PIPE_BYTES)
        if not part:
            return True, first
        first = first or time.monotonic()
        os.write(sink, part)


def measure(command, limit, sink):
    read_end, write_end = os.pipe()
    # Over what is there: new memory would take the reader's time, and so the writer's.
    os.lseek(sink, 0, os.SEEK_SET)
    errors = os.memfd_create("stderr")
    # Memory that this process ever had counts as its children's too: the kernel carries the peak over exec.
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with os.fdopen(read_end, "rb", 0), os.fdopen(errors, "rb", 0) as stderr:
        begin = time.monotonic()
        try:
            pid = start(command, write_end, errors)
        finally:
            os.close(write_end)
        ended, first = pass_on(read_end, sink, begin + limit)
        if not ended:
            os.killpg(pid, signal.SIGKILL)
        _, status, usage = os.wait4(pid, 0)
        wall = time.monotonic() - begin
        os.ftruncate(sink, os.lseek(sink, 0, os.SEEK_CUR))
        stderr.seek(0)
        lines = stderr.read(PIPE_BYTES).decode(errors="replace").splitlines()
    times = {"wall": wall, "user": usage.ru_utime, "system": usage.ru_stime}
    if first is not None:
        times["first"] = first - begin
    memory = {"peakKiB": usage.ru_maxrss, "peakFloorKiB": floor}
    return {**times, **memory, "code": os.waitstatus_to_exitcode(status), "stopped": not ended, "stderr": lines[:1]}


def main():
    # In memory: a disk that writes would be measured too.
    sink = os.memfd_create("output")
    place = "/proc/{}/fd/{}".format(os.getpid(), sink)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {**measure(request["command"], request["limit"], sink), "output": place}
        except OSError as error:
            answer = {"failed": "{}: {}".format(request["command"][0], error.strerror)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
