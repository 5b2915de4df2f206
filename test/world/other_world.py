"""Sockets other than TCP: UDP, UDP-Lite, ping, raw and UNIX."""
import os
import socket

from plumbing import drop_everything
from tcp_world import address, endpoints, open_socket, port_of

UDPLITE = 136
UDP_CORK = 1
RAW_QUEUED_PROTOCOL = 89
# Not 53: a resolver without configuration asks 127.0.0.1, and a lookup by
# netstat itself must be refused at once, not queued.
WELL_KNOWN_PORTS = (69, 123, 161)
LONGEST_NAME = 107

ABSTRACT_NAMES = (
    b"", b"sockdiag/plain", b"with space", b" leading and trailing ", b"tab\there",
    b"nul\0inside", b"nuls at the end\0\0", b"\0second nul", b"@at sign", b"/looks/like/a/path",
    "n\u00e4m\u00e9-\u65e5\u672c".encode(), b"not utf-8 \xff\xfe\x80",
    b"x" * LONGEST_NAME,
)
PATH_NAMES = (
    b"plain.sock", b"with space.sock", b"two  spaces  .sock ", b"tab\tname.sock",
    b"[brackets].sock", b"@at.sock", "n\u00e4m\u00e9-\u65e5\u672c.sock".encode(),
    b"not-utf-8-\xff.sock",
)
# The text after the newline reads as a whole row of /proc/net/unix.
FORGED_ROW = (b"innocent\n0000000000000000: 00000002 00000000 00010000 0001 01"
              b" 4242 /forged")
KINDS = ((socket.SOCK_STREAM, "stream"), (socket.SOCK_DGRAM, "dgram"),
         (socket.SOCK_SEQPACKET, "seqpacket"))


def datagrams(world, endpoint, protocol):
    """One idle, one with bytes waiting, and one connected to that."""
    world.keep(open_socket(endpoint, socket.SOCK_DGRAM, protocol)).bind(address(endpoint, 0))
    receiver = world.keep(open_socket(endpoint, socket.SOCK_DGRAM, protocol))
    receiver.bind(address(endpoint, 0))
    sender = world.keep(open_socket(endpoint, socket.SOCK_DGRAM, protocol))
    sender.connect(address(endpoint, port_of(receiver)))
    for length in (10, 1000):
        sender.send(b"x" * length)


def corked_datagram(world, endpoint):
    """Bytes held back by UDP_CORK are the one steady Send-Q a UDP socket can have."""
    sock = world.keep(open_socket(endpoint, socket.SOCK_DGRAM))
    sock.bind(address(endpoint, 0))
    sock.connect(address(endpoint, port_of(sock)))
    sock.setsockopt(socket.IPPROTO_UDP, UDP_CORK, 1)
    sock.send(b"x" * 300)


def bound_datagram(world, endpoint, port, host=None, v6_only=False):
    sock = world.keep(open_socket(endpoint, socket.SOCK_DGRAM, v6_only=v6_only))
    sock.bind(address(endpoint, port, host))


def populate_datagrams(world):
    every = endpoints(world)
    for endpoint in every:
        for protocol, name in ((socket.IPPROTO_UDP, "udp"), (UDPLITE, "udplite")):
            with world.attempt("%s %s" % (name, endpoint.label)):
                datagrams(world, endpoint, protocol)
    v4, v6, link_local = every[0], every[1], every[-1]
    for endpoint in (v4, v6):
        with world.attempt("udp %s corked" % endpoint.label):
            corked_datagram(world, endpoint)
        for port in WELL_KNOWN_PORTS:
            with world.attempt("udp %s port %d" % (endpoint.label, port)):
                bound_datagram(world, endpoint, port)
    for endpoint, host, port in ((v4, "0.0.0.0", 514), (v6, "::", 514),
                                 (v4, "224.0.0.251", 5353), (link_local, "ff02::fb", 5353)):
        with world.attempt("udp %s" % host):
            bound_datagram(world, endpoint, port, host, v6_only=True)


def populate_pings(world):
    for endpoint in endpoints(world)[:2]:
        protocol = (socket.IPPROTO_ICMP if endpoint.family == socket.AF_INET
                    else socket.IPPROTO_ICMPV6)
        with world.attempt("icmp ping socket %s" % endpoint.label):
            for connected in (False, True):
                sock = world.keep(open_socket(endpoint, socket.SOCK_DGRAM, protocol))
                drop_everything(sock)
                sock.bind(address(endpoint, 0))
                if connected:
                    sock.connect(address(endpoint, 0))


def raw_pair(world, endpoint, protocol):
    # Deaf from birth: stray packets would make the queues grow between looks.
    idle = world.keep(open_socket(endpoint, socket.SOCK_RAW, protocol))
    drop_everything(idle)
    connected = world.keep(open_socket(endpoint, socket.SOCK_RAW, protocol))
    drop_everything(connected)
    connected.connect(address(endpoint, 0))
    return connected


def raw_with_queues(world, endpoint):
    receiver = world.keep(open_socket(endpoint, socket.SOCK_RAW, RAW_QUEUED_PROTOCOL))
    receiver.bind(address(endpoint, 0))
    sender = raw_pair(world, endpoint, RAW_QUEUED_PROTOCOL)
    sender.send(b"x" * 64)
    receiver.settimeout(2)
    receiver.recv(1, socket.MSG_PEEK)
    drop_everything(receiver)
    sender.send(b"x" * 64, socket.MSG_MORE)


def populate_raw(world):
    for endpoint in endpoints(world):
        # Raw sockets take no v4-mapped address.
        if endpoint.label == "mapped":
            continue
        with world.attempt("raw %s" % endpoint.label):
            for protocol in (socket.IPPROTO_ICMP, socket.IPPROTO_ICMPV6, socket.IPPROTO_RAW):
                raw_pair(world, endpoint, protocol)
            raw_with_queues(world, endpoint)


def unix_listener(world, kind, name, backlog=16):
    sock = world.keep(socket.socket(socket.AF_UNIX, kind))
    sock.bind(name)
    if kind != socket.SOCK_DGRAM:
        sock.listen(backlog)
    return sock


def unix_client(world, kind, name):
    sock = world.keep(socket.socket(socket.AF_UNIX, kind))
    sock.settimeout(2)
    sock.connect(name)
    return sock


def unix_of_kind(world, kind, label, directory):
    """Unbound, bound, autobound, pairs, and a peer at a path and at an abstract name."""
    world.keep(socket.socket(socket.AF_UNIX, kind))
    world.keep(socket.socket(socket.AF_UNIX, kind)).bind("")
    world.keep(*socket.socketpair(socket.AF_UNIX, kind))
    for name in (os.path.join(directory, label.encode() + b".sock"),
                 b"\0sockdiag/" + label.encode()):
        listener = unix_listener(world, kind, name)
        unix_client(world, kind, name)
        if kind == socket.SOCK_DGRAM:
            continue
        world.keep(listener.accept()[0])
        unix_client(world, kind, name)
    world.keep(socket.socket(socket.AF_UNIX, kind)).bind(
        os.path.join(directory, label.encode() + b"-bound.sock"))


def unix_relative(world, directory):
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(directory)
        unix_listener(world, socket.SOCK_STREAM, b"./relative.sock")
    finally:
        os.fchdir(here)
        os.close(here)


def awkward_names(directory, with_newlines, with_control):
    names = [b"\0" + name for name in ABSTRACT_NAMES]
    names += [os.path.join(directory, name) for name in PATH_NAMES]
    if with_control:
        names += [b"\0\x1b[31mred\x1b[0m\x07", os.path.join(directory, b"\x1b[32mgreen.sock")]
    if with_newlines:
        names += [b"\0" + FORGED_ROW, os.path.join(directory, b"new\nline.sock")]
    return names


def populate_unix(world, directory, options):
    directory = os.fsencode(directory)
    for kind, label in KINDS:
        with world.attempt("unix " + label):
            unix_of_kind(world, kind, label, directory)
    with world.attempt("unix relative path"):
        unix_relative(world, directory)
    for name in awkward_names(directory, options.newlines, options.control):
        with world.attempt("unix name %r" % name):
            unix_listener(world, socket.SOCK_STREAM, name)


def populate(world, directory, options):
    populate_datagrams(world)
    populate_pings(world)
    populate_raw(world)
    populate_unix(world, directory, options)
