"""TCP sockets of every state, each brought to a standstill."""
import collections
import errno
import socket
import struct
import time

from plumbing import LINK_LOCAL, LONG_V6, drop_everything

FIN_WAIT2, CLOSE_WAIT, CLOSING = 5, 8, 11
SECONDS_OF_DEFERRAL = 3600
WELL_KNOWN_PORTS = (22, 25, 80, 443)

Endpoint = collections.namedtuple("Endpoint", "label family host scope")


def endpoints(world):
    v4, v6 = socket.AF_INET, socket.AF_INET6
    return [
        Endpoint("v4", v4, "127.0.0.1", 0),
        Endpoint("v6", v6, "::1", 0),
        Endpoint("mapped", v6, "::ffff:127.0.0.1", 0),
        Endpoint("long v4", v4, "127.255.255.254", 0),
        Endpoint("long v6", v6, LONG_V6, 0),
        Endpoint("link-local", v6, LINK_LOCAL, world.link_index),
    ]


def address(endpoint, port, host=None):
    host = endpoint.host if host is None else host
    if endpoint.family == socket.AF_INET:
        return (host, port)
    return (host, port, 0, endpoint.scope)


def open_socket(endpoint, kind=socket.SOCK_STREAM, protocol=0, v6_only=False):
    sock = socket.socket(endpoint.family, kind, protocol)
    if kind == socket.SOCK_STREAM:
        # An orphan keeps its namespace alive for hours after the last process.
        # A socket that dies with this program must therefore reset its peer,
        # and accepted ones inherit the option from their listener.
        linger(sock, True)
    if endpoint.family == socket.AF_INET6 and kind != socket.SOCK_RAW:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(v6_only))
    return sock


def linger(sock, resets_peer):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", resets_peer, 0))


def listen(endpoint, port=0, backlog=64, host=None, v6_only=False):
    # A backlog well above the number of half-open requests: past half of it
    # the kernel gives up on old ones early.
    sock = open_socket(endpoint, v6_only=v6_only)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(address(endpoint, port, host))
    sock.listen(backlog)
    return sock


def deferred_listener(endpoint, host=None):
    sock = listen(endpoint, host=host)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, SECONDS_OF_DEFERRAL)
    return sock


def connect(endpoint, port):
    sock = open_socket(endpoint)
    sock.settimeout(2)
    sock.connect(address(endpoint, port))
    return sock


def start_connecting(endpoint, port, deaf=False):
    sock = open_socket(endpoint)
    if deaf:
        drop_everything(sock)
    sock.setblocking(False)
    result = sock.connect_ex(address(endpoint, port))
    if result != errno.EINPROGRESS:
        raise OSError(result, "a connect that should hang ended")
    return sock


def port_of(sock):
    return sock.getsockname()[1]


def await_state(sock, state):
    deadline = time.monotonic() + 2
    while sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != state:
        if time.monotonic() > deadline:
            raise OSError(errno.ETIMEDOUT, "TCP state %d was not reached" % state)
        time.sleep(0.002)


def fill(sender):
    """One refusal may be passing: the receiver opens its window in steps."""
    sender.setblocking(False)
    refusals = 0
    while refusals < 5:
        try:
            sender.send(b"x" * 65536)
            refusals = 0
        except BlockingIOError:
            refusals += 1
            time.sleep(0.02)


class Scenes:
    """Every situation two ends of a connection can be frozen in, for one endpoint."""

    def __init__(self, world, endpoint):
        self.world = world
        self.endpoint = endpoint
        self.hub = world.keep(listen(endpoint))

    def pair(self):
        client = connect(self.endpoint, port_of(self.hub))
        self.hub.settimeout(2)
        server, _ = self.hub.accept()
        return self.world.keep(client, server)

    def let_go(self, sock):
        """An ordinary close, which leaves an orphan to finish the conversation."""
        self.world.held.remove(sock)
        linger(sock, False)
        sock.close()

    def established(self):
        self.pair()

    def unread_bytes(self):
        client, _ = self.pair()
        client.send(b"x" * 1000)

    def full_both_ways(self):
        client, _ = self.pair()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
        fill(client)

    def unacknowledged(self):
        client, server = self.pair()
        drop_everything(server)
        client.send(b"x" * 500)

    def keepalive(self):
        for idle in (75, 600, 7200, 32767):
            client, _ = self.pair()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, idle)

    def keepalive_unanswered(self):
        # One probe goes out after a second and the next is hours away, so the
        # count of unanswered probes stands at one.
        client, server = self.pair()
        drop_everything(server)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 32767)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def full_accept_queue(self):
        crowded = self.world.keep(listen(self.endpoint, backlog=3))
        for _ in range(4):
            self.world.keep(connect(self.endpoint, port_of(crowded)))
        self.world.keep(start_connecting(self.endpoint, port_of(crowded)))

    def syn_sent(self):
        deaf = self.world.keep(listen(self.endpoint))
        drop_everything(deaf)
        self.world.keep(start_connecting(self.endpoint, port_of(deaf)))

    def syn_recv_half_open(self):
        listener = self.world.keep(listen(self.endpoint))
        self.world.keep(start_connecting(self.endpoint, port_of(listener), deaf=True))

    def syn_recv_deferred(self):
        listener = self.world.keep(deferred_listener(self.endpoint))
        self.world.keep(connect(self.endpoint, port_of(listener)))

    def fin_wait1(self):
        for orphan in (False, True):
            client, server = self.pair()
            drop_everything(server)
            client.shutdown(socket.SHUT_WR)
            if orphan:
                self.let_go(client)

    def fin_wait1_zero_window(self):
        client, _ = self.pair()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
        fill(client)
        self.let_go(client)

    def fin_wait2(self):
        for orphan in (False, True):
            client, server = self.pair()
            client.shutdown(socket.SHUT_WR)
            await_state(client, FIN_WAIT2)
            await_state(server, CLOSE_WAIT)
            if orphan:
                self.let_go(client)

    def last_ack(self):
        for orphan in (False, True):
            client, server = self.pair()
            client.shutdown(socket.SHUT_WR)
            await_state(client, FIN_WAIT2)
            drop_everything(client)
            server.shutdown(socket.SHUT_WR)
            if orphan:
                self.let_go(server)

    def closing(self):
        # The client's FIN is dropped, so the server's own FIN does not
        # acknowledge it: the client has seen both and awaits the answer.
        for orphan in (False, True):
            client, server = self.pair()
            drop_everything(server)
            client.shutdown(socket.SHUT_WR)
            server.shutdown(socket.SHUT_WR)
            await_state(client, CLOSING)
            if orphan:
                self.let_go(client)

    def time_wait(self):
        for closes_first in (0, 1):
            ends = self.pair()
            first, last = ends[closes_first], ends[1 - closes_first]
            first.shutdown(socket.SHUT_WR)
            await_state(last, CLOSE_WAIT)
            self.let_go(last)
            self.let_go(first)


EVERY_SCENE = (
    "established", "unread_bytes", "full_both_ways", "unacknowledged", "keepalive",
    "keepalive_unanswered", "full_accept_queue", "syn_sent", "syn_recv_half_open",
    "syn_recv_deferred", "fin_wait1", "fin_wait1_zero_window", "fin_wait2", "last_ack", "closing",
)
SHORT_SCENES = ("established", "unread_bytes", "syn_sent", "fin_wait1", "fin_wait2", "closing")


def add_listeners(world, v4, v6):
    with world.attempt("tcp dual-stack listener and a v4 connection to it"):
        dual = world.keep(listen(v6, host="::"))
        world.keep(connect(v4, port_of(dual)), dual.accept()[0])
    with world.attempt("tcp v6-only listener"):
        world.keep(listen(v6, host="::", v6_only=True))
    with world.attempt("tcp wildcard listener"):
        world.keep(listen(v4, host="0.0.0.0"))
    with world.attempt("tcp dual-stack SYN_RECV from a v4 client"):
        world.keep(connect(v4, port_of(world.keep(deferred_listener(v6, host="::")))))
    for endpoint in (v4, v6):
        for port in WELL_KNOWN_PORTS:
            with world.attempt("tcp %s listener on port %d" % (endpoint.label, port)):
                world.keep(listen(endpoint, port))


def knock_on_deferred(world, listeners):
    """Clients for the SYN_RECV rows of a listener that another user owns."""
    for endpoint, ports in listeners:
        for port in ports:
            with world.attempt("tcp %s SYN_RECV of another user" % endpoint.label):
                world.keep(connect(endpoint, port))


def populate(world):
    """Returns the scenes by endpoint, which can make TIME_WAIT sockets later."""
    every = endpoints(world)
    add_listeners(world, every[0], every[1])
    scenes_made = []
    for endpoint in every:
        with world.attempt("tcp " + endpoint.label):
            scenes = Scenes(world, endpoint)
            scenes_made.append(scenes)
            names = EVERY_SCENE if endpoint.label in ("v4", "v6") else SHORT_SCENES
            for name in names:
                with world.attempt("tcp %s %s" % (endpoint.label, name)):
                    getattr(scenes, name)()
    return scenes_made


def make_time_wait(world, scenes_made):
    for scenes in scenes_made:
        with world.attempt("tcp %s TIME_WAIT" % scenes.endpoint.label):
            scenes.time_wait()
