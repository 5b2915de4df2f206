"""Types into a shell at a terminal. Arguments: the shell's command line. stdin: what it is told first, a line `--`, what is typed
then. Prints what the shell wrote to the terminal from there on. The shell must be told to write READY, and in the end to exit."""

import os
import pty
import select
import sys
import time

GIVE_UP = 60
READY = b"READY\r\n"


def read_until(terminal, found):
    seen, end = b"", time.monotonic() + GIVE_UP
    while not found(seen):
        if not select.select([terminal], [], [], max(0, end - time.monotonic()))[0]:
            sys.exit(f"the shell went silent after {seen!r}")
        try:
            part = os.read(terminal, 65536)
        except OSError:  # EIO: the shell has gone.
            part = b""
        if not part:
            return seen
        seen += part
    return seen


told, typed = sys.stdin.buffer.read().split(b"\n--\n", 1)
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
os.write(terminal, told + b"\n")
seen = read_until(terminal, lambda seen: READY in seen)
os.write(terminal, typed)
seen = seen[seen.index(READY) + len(READY) :] + read_until(terminal, lambda seen: False)
sys.stdout.buffer.write(seen)
os.waitpid(pid, 0)
