"""Fills a fresh network namespace with every kind of socket netstat can show.

    unshare -n python3 test/world/world.py [--newlines] [--control]

Prints one JSON line when everything stands still, then waits: `refresh` on
stdin makes new TIME_WAIT sockets, end of file (or 600 s) ends it.
"""
import argparse
import json
import os
import select
import signal
import socket
import sys
import time

# The source tree is the caller's: leave no compiled files in it.
sys.dont_write_bytecode = True

import other_world
import plumbing
import tcp_world

LIFETIME = 600
STEADY_TIME = 0.8
TCP_STATES = ("ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT",
              "CLOSE", "CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING")
UNIX_TYPES = {1: "unix_stream", 2: "unix_dgram", 5: "unix_seqpacket"}
UNIX_STATES = {1: "UNCONNECTED", 2: "CONNECTING", 3: "CONNECTED", 4: "DISCONNECTING"}
UNIX_ACCEPTING = 0x10000
DATAGRAM_TABLES = ("udp", "udp6", "udplite", "udplite6", "raw", "raw6", "icmp", "icmp6")
STREAM_STATES = ("UNCONNECTED", "LISTENING", "CONNECTING", "CONNECTED")
WANTED = (
    {(table, state) for table in ("tcp", "tcp6") for state in TCP_STATES if state != "CLOSE"}
    | {(table, state) for table in DATAGRAM_TABLES for state in ("ESTABLISHED", "CLOSE")}
    | {(kind, state) for kind in ("unix_stream", "unix_seqpacket") for state in STREAM_STATES}
    | {("unix_dgram", "UNCONNECTED"), ("unix_dgram", "CONNECTED")}
)

NOBODY, UNNAMED_UID = 65534, 54321
LONG_DIRECTORY = "/opt" + "/a-directory-with-a-long-name" * 8
ARGUMENTS = {
    "long_path": [LONG_DIRECTORY + "/a-program-with-a-rather-long-name"],
    # The interpreter itself refuses an argv[0] longer than PATH_MAX.
    "huge_path": [LONG_DIRECTORY * 15 + "/program-far-beyond"],
    "brackets": ["sshd: root@pts/0 [priv]"],
    "slashes": ["/opt/my app/bin dir/prog x/y", "/an/argument", "another one"],
    "relative": ["./rel/path/tool"],
    "trailing_slash": ["/usr/sbin/"],
    "empty": [""],
    "utf8": ["/usr/bin/pr\u00f6gr\u00e4m-\u65e5\u672c"],
}
CONTROL_ARGUMENTS = {"control": ["/bin/\x1b[31mred\x1b[0m\nsecond line"]}
# Built-in modules only, so the holder starts whatever its argv[0] makes the
# interpreter believe about where it is installed.
HOLDER_CODE = "import posix,time;posix.write(%d,b'up');posix.close(%d);time.sleep(86400)"
HOLDER_ENVIRONMENT = {"PYTHONHOME": "%s:%s" % (sys.base_prefix, sys.base_exec_prefix),
                      "LC_ALL": "C.UTF-8"}


def hold(report, parent, make_sockets, uid, arguments):
    """The life of a child; never returns."""
    if uid is not None:
        plumbing.become(uid)
    plumbing.die_with_parent(parent, signal.SIGKILL)
    sockets = make_sockets()
    os.write(report, json.dumps([tcp_world.port_of(sock) for sock in sockets]).encode() + b"\n")
    if arguments is None:
        os.write(report, b"up")
        os.close(report)
        time.sleep(86400)
        os._exit(0)
    for descriptor in [report] + [sock.fileno() for sock in sockets]:
        os.set_inheritable(descriptor, True)
    code = HOLDER_CODE % (report, report)
    plumbing.execute([arguments[0], "-S", "-c", code] + arguments[1:], HOLDER_ENVIRONMENT)


def spawn(world, label, make_sockets, uid=None, arguments=None, kept=()):
    """Starts a process that owns the sockets it makes; returns their ports."""
    parent = os.getpid()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            plumbing.let_go_of_descriptors(writer, *kept)
            hold(writer, parent, make_sockets, uid, arguments)
        except BaseException as error:
            os.write(writer, str(error).encode())
        finally:
            os._exit(1)
    os.close(writer)
    world.holders[label] = pid
    ports, _, rest = plumbing.read_until_end(reader).partition("\n")
    if rest == "up":
        return json.loads(ports)
    plumbing.end_process(world.holders.pop(label))
    world.lacks("process " + label, rest or ports or "it ended")
    return []


def spawn_all(world, options):
    """Before the parent has sockets of its own, so that none is shared by accident."""
    v4, v6 = tcp_world.endpoints(world)[:2]

    def one_of_each():
        datagram = tcp_world.open_socket(v4, socket.SOCK_DGRAM)
        datagram.bind(tcp_world.address(v4, 0))
        return [tcp_world.listen(v4), datagram]

    shared = tcp_world.listen(v4)
    world.keep(shared)
    spawn(world, "shared", lambda: [shared], kept=[shared.fileno()])
    deferred_ports = [
        (endpoint, spawn(world, "uid_nobody_" + endpoint.label,
                         lambda: [tcp_world.deferred_listener(endpoint)], uid=NOBODY))
        for endpoint in (v4, v6)]
    spawn(world, "uid_unnamed", one_of_each, uid=UNNAMED_UID)
    for label, arguments in ARGUMENTS.items():
        spawn(world, label, one_of_each, arguments=arguments)
    if options.control:
        for label, arguments in CONTROL_ARGUMENTS.items():
            spawn(world, label, one_of_each, arguments=arguments)
    return deferred_ports


def states_of_table(table):
    with open("/proc/net/" + table, "rb") as file:
        rows = file.read().splitlines()[1:]
    return {(table, TCP_STATES[int(row.split()[3], 16) - 1]) for row in rows}


def steady_columns(table):
    """Addresses, state, queues and kind of timer, without what runs."""
    with open("/proc/net/" + table, encoding="ascii") as file:
        rows = [line.split() for line in file.readlines()[1:]]
    return sorted(row[1:5] + [row[5].partition(":")[0]] for row in rows)


def settle():
    """A part-filled window is topped up by the first window probe, 0.2 s later."""
    deadline = time.monotonic() + plumbing.PATIENCE
    steady_since, before = time.monotonic(), None
    while time.monotonic() < min(deadline, steady_since + STEADY_TIME):
        now = [steady_columns(table) for table in ("tcp", "tcp6")
               if os.path.exists("/proc/net/" + table)]
        if now != before:
            steady_since, before = time.monotonic(), now
        time.sleep(0.05)


def states_of_unix():
    with open("/proc/net/unix", "rb") as file:
        rows = file.read().split(b"\n")[1:]
    found = set()
    for row in rows:
        fields = row.split(None, 7)
        if len(fields) < 7 or not fields[0].endswith(b":"):
            continue
        flags, kind, state = (int(field, 16) for field in fields[3:6])
        name = "LISTENING" if flags & UNIX_ACCEPTING else UNIX_STATES.get(state, str(state))
        found.add((UNIX_TYPES.get(kind, str(kind)), name))
    return found


def states_present():
    found = states_of_unix()
    for table in ("tcp", "tcp6") + DATAGRAM_TABLES:
        try:
            found |= states_of_table(table)
        except FileNotFoundError:
            continue
    return found


def verify(world):
    deadline = time.monotonic() + plumbing.PATIENCE
    found = states_present()
    while not WANTED <= found and time.monotonic() < deadline:
        time.sleep(0.05)
        found = states_present()
    for table, state in sorted(WANTED - found):
        world.lacks("%s %s" % (table, state), "no such row in /proc/net")
    return sorted(found)


def build(world, directory, options):
    plumbing.prepare(world)
    deferred_ports = spawn_all(world, options)
    scenes = tcp_world.populate(world)
    tcp_world.knock_on_deferred(world, deferred_ports)
    other_world.populate(world, directory, options)
    settle()
    tcp_world.make_time_wait(world, scenes)
    return scenes


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def serve(world, scenes, deadline):
    pending = b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([0], [], [], left)[0]:
            return
        chunk = os.read(0, 4096)
        if not chunk:
            return
        *lines, pending = (pending + chunk).split(b"\n")
        for line in lines:
            if line.strip() == b"refresh":
                failures = len(world.missing)
                tcp_world.make_time_wait(world, scenes)
                say({"refreshed": len(world.missing) == failures})


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--newlines", action="store_true",
                        help="also UNIX names with newlines, one of them forging a row")
    parser.add_argument("--control", action="store_true",
                        help="also control bytes in an argv[0] and in UNIX names")
    return parser.parse_args()


def main():
    options = parse_arguments()
    deadline = time.monotonic() + LIFETIME
    if not plumbing.is_fresh():
        say({"ready": False, "error": "lo is up: not a fresh network namespace, see unshare(1)"})
        return 2
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    world = plumbing.World()
    directory = plumbing.Directory()
    try:
        scenes = build(world, directory.path, options)
        states = verify(world)
        say({"ready": True, "pid": os.getpid(), "holders": world.holders, "states": states,
             "missing": world.missing, "directory": directory.path})
        serve(world, scenes, deadline)
    finally:
        for pid in world.holders.values():
            plumbing.end_process(pid)
        directory.remove()
    return 0


if __name__ == "__main__":
    sys.exit(main())
