#!/usr/bin/env python3
"""Runs one command with its output read and thrown away; prints what it took as one JSON line.

Wall, user and system time in seconds, peak memory in KiB, lines of output, exit code.
"""

import json
import os
import resource
import subprocess
import sys
import time


def main():
    command, limit = sys.argv[2:], float(sys.argv[1])
    begin = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    lines = 0
    timed_out = False
    while True:
        part = os.read(child.stdout.fileno(), 1 << 20)
        if not part:
            break
        lines += part.count(b"\n")
        if time.monotonic() - begin > limit:
            timed_out = True
            child.kill()
            break
    code = child.wait()
    wall = time.monotonic() - begin
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = {"wall": wall, "user": usage.ru_utime, "system": usage.ru_stime, "peakKiB": usage.ru_maxrss}
    print(json.dumps({**result, "lines": lines, "code": code, "timedOut": timed_out}))


if __name__ == "__main__":
    main()
