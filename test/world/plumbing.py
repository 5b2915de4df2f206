"""Set-up of a fresh network namespace, and the care of child processes."""
import contextlib
import ctypes
import errno
import fcntl
import os
import select
import shutil
import signal
import socket
import struct
import tempfile

LONG_V6 = "2001:db8:1234:5678:9abc:def0:1234:5678"
LINK_LOCAL = "fe80::1"
LINK_NAME = "wl0"
PEER_NAME = "wl1"

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
RTM_NEWLINK, RTM_NEWADDR, NLMSG_ERROR = 16, 20, 2
NLM_REQUEST_ACK, NLM_CREATE_EXCL = 0x5, 0x600
IFLA_IFNAME, IFLA_LINKINFO, IFLA_INFO_KIND, IFLA_INFO_DATA, VETH_INFO_PEER = 3, 18, 1, 2, 1
IFA_ADDRESS, IFA_LOCAL, IFA_F_NODAD = 1, 2, 0x02
SO_ATTACH_FILTER = 26
PR_SET_PDEATHSIG = 1
PATIENCE = 4

# The highest values the kernel takes: sockets whose peer never answers must
# still be in the same state when the caller looks again.
IPV4_SYSCTLS = {
    "tcp_syn_retries": ["127"],
    "tcp_synack_retries": ["255"],
    "tcp_orphan_retries": ["255"],
    "tcp_retries2": ["255"],
    "tcp_fin_timeout": ["3600"],
    "ip_unprivileged_port_start": ["0"],
    # A user namespace maps few groups, and an unmapped bound is refused.
    "ping_group_range": ["0 2147483647", "0 65535", "0 0"],
}
# Addresses must be usable at once, and the kernel must not send packets of
# its own accord: raw ICMPv6 sockets would queue them.
IPV6_SYSCTLS = {
    "disable_ipv6": "0", "accept_dad": "0", "dad_transmits": "0", "addr_gen_mode": "1",
    "router_solicitations": "0", "accept_ra": "0", "autoconf": "0",
}


class World:
    """What has been made so far: open sockets, failures, and the link's index."""

    def __init__(self):
        self.held = []
        self.missing = []
        self.holders = {}
        self.link_index = 0

    def keep(self, *sockets):
        self.held.extend(sockets)
        return sockets[0] if len(sockets) == 1 else sockets

    def lacks(self, what, why):
        self.missing.append([what, str(why)])

    @contextlib.contextmanager
    def attempt(self, what):
        try:
            yield
        except OSError as error:
            self.lacks(what, error)


def die_with_parent(parent, signal_number):
    """Call after any change of uid: the kernel forgets the request on one."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        os._exit(1)


def drop_everything(sock):
    """A classic BPF program of one instruction, `ret #0`: no packet gets in."""
    program = ctypes.create_string_buffer(struct.pack("=HBBI", 0x06, 0, 0, 0))
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                    struct.pack("@HP", 1, ctypes.addressof(program)))


def is_fresh():
    """Only a namespace nobody has used yet has its loopback down."""
    return not interface_flags("lo") & IFF_UP


def interface_flags(name):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sH14x", name.encode(), 0)
        return struct.unpack("16sH14x", fcntl.ioctl(control, SIOCGIFFLAGS, request))[1]


def bring_up(name):
    flags = interface_flags(name) | IFF_UP
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14x", name.encode(), flags))


def write_sysctl(path, candidates):
    failure = None
    for value in candidates:
        try:
            with open(os.path.join("/proc/sys/net", path), "w", encoding="ascii") as file:
                file.write(value)
            return
        except OSError as error:
            failure = error
    raise failure


def attribute(kind, payload):
    padding = -len(payload) % 4
    return struct.pack("=HH", 4 + len(payload), kind) + payload + b"\0" * padding


def netlink(kind, payload):
    """One request, one acknowledgement."""
    header = struct.pack("=IHHII", 16 + len(payload), kind,
                         NLM_REQUEST_ACK | NLM_CREATE_EXCL, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as route:
        route.bind((0, 0))
        route.settimeout(5)
        route.send(header + payload)
        answer = route.recv(65536)
    answer_kind, = struct.unpack_from("=H", answer, 4)
    code, = struct.unpack_from("=i", answer, 16)
    if answer_kind != NLMSG_ERROR or code not in (0, -errno.EEXIST):
        raise OSError(-code, os.strerror(-code))


def create_link(kind, info_data=b""):
    info = attribute(IFLA_INFO_KIND, kind.encode())
    if info_data:
        info += attribute(IFLA_INFO_DATA, info_data)
    netlink(RTM_NEWLINK, struct.pack("=BxHiII", socket.AF_UNSPEC, 0, 0, 0, 0)
            + attribute(IFLA_IFNAME, LINK_NAME.encode() + b"\0")
            + attribute(IFLA_LINKINFO, info))


def create_veth():
    peer = struct.pack("=BxHiII", socket.AF_UNSPEC, 0, 0, 0, 0)
    peer += attribute(IFLA_IFNAME, PEER_NAME.encode() + b"\0")
    create_link("veth", attribute(VETH_INFO_PEER, peer))
    # The far end must stay silent, or its neighbour traffic reaches raw sockets.
    write_sysctl("ipv6/conf/%s/disable_ipv6" % PEER_NAME, ["1"])
    bring_up(PEER_NAME)


def add_address(address, prefix_length, interface_index):
    packed = socket.inet_pton(socket.AF_INET6, address)
    netlink(RTM_NEWADDR,
            struct.pack("=BBBBI", socket.AF_INET6, prefix_length, IFA_F_NODAD, 0, interface_index)
            + attribute(IFA_LOCAL, packed) + attribute(IFA_ADDRESS, packed))


def link_for_link_local():
    """A dummy if the kernel has one, else a veth, else the loopback itself."""
    for make in (lambda: create_link("dummy"), create_veth):
        try:
            make()
            bring_up(LINK_NAME)
            return LINK_NAME
        except OSError:
            continue
    return "lo"


def prepare(world):
    bring_up("lo")
    for name, candidates in IPV4_SYSCTLS.items():
        with world.attempt("sysctl net.ipv4." + name):
            write_sysctl("ipv4/" + name, candidates)
    for scope in ("all", "default", "lo"):
        for name, value in IPV6_SYSCTLS.items():
            with world.attempt("sysctl net.ipv6.conf.%s.%s" % (scope, name)):
                write_sysctl("ipv6/conf/%s/%s" % (scope, name), [value])
    with world.attempt("IPv6 address " + LONG_V6):
        add_address(LONG_V6, 128, socket.if_nametoindex("lo"))
    with world.attempt("IPv6 address " + LINK_LOCAL):
        world.link_index = socket.if_nametoindex(link_for_link_local())
        add_address(LINK_LOCAL, 64, world.link_index)


def let_go_of_descriptors(*kept):
    """A child must not own the parent's sockets, nor hold the caller's pipes open."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) not in kept:
            try:
                os.close(int(name))
            except OSError:
                pass


def become(uid):
    try:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    except OSError as error:
        raise OSError("cannot become uid %d: %s" % (uid, error)) from error


def execute(arguments, environment):
    """execve(2) without Python's own refusal of an empty argv[0]."""
    def vector(strings):
        return (ctypes.c_char_p * (len(strings) + 1))(*map(os.fsencode, strings), None)

    libc = ctypes.CDLL(None, use_errno=True)
    libc.execve(os.readlink("/proc/self/exe").encode(), vector(arguments),
                vector(["%s=%s" % pair for pair in environment.items()]))
    raise OSError(ctypes.get_errno(), "execve")


def read_until_end(descriptor):
    chunks = []
    while select.select([descriptor], [], [], PATIENCE)[0]:
        chunk = os.read(descriptor, 65536)
        if not chunk:
            break
        chunks.append(chunk)
    os.close(descriptor)
    return b"".join(chunks).decode(errors="replace")


def end_process(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.waitpid(pid, 0)


class Directory:
    """A temporary directory removed by a process that outlives even a killed parent."""

    def __init__(self):
        reader, self.writer = os.pipe()
        answer_reader, answer_writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self.look_after(reader, answer_writer)
            finally:
                os._exit(0)
        os.close(reader)
        os.close(answer_writer)
        self.path = read_until_end(answer_reader)

    @staticmethod
    def look_after(reader, answer_writer):
        # Out of reach of signals meant for the group of the caller.
        os.setsid()
        let_go_of_descriptors(reader, answer_writer)
        # Names in it run up to the length limit of socket paths.
        path = tempfile.mkdtemp(prefix="sockdiag-", dir="/tmp")
        os.chmod(path, 0o755)
        os.write(answer_writer, path.encode())
        os.close(answer_writer)
        os.read(reader, 1)
        shutil.rmtree(path, ignore_errors=True)

    def remove(self):
        os.close(self.writer)
        os.waitpid(self.pid, 0)
