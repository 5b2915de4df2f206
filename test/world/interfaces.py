"""Fills a fresh network namespace with interfaces of every kind the kernel can make, and prints what it could not make."""
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys

import plumbing

TUNSETIFF, TUNSETPERSIST, TUNSETLINK = 0x400454CA, 0x400454CB, 0x400454CD
IFF_TUN, IFF_TAP, IFF_NO_PI = 1, 2, 0x1000
IFA_BROADCAST, IFA_LABEL = 4, 3

# Ends of a wire for those that need one below.
WIRES = ("eth0", "eth1")

LINKS = {
    "veth": "link add eth0 address 02:00:5e:00:01:01 type veth peer name eth1 address 02:00:5e:00:01:02",
    "veth with a long name": "link add name-of-fifteen type veth peer name name-of-fiftee2",
    "veth with dots": "link add eth0.a.b type veth peer name a.10",
    "veth of digits": "link add 10 type veth peer name 9",
    "veth with zeros before a number": "link add x007 type veth peer name x07",
    "veth beyond ASCII": "link add h\u00e9t\u00e9 type veth peer name x7",
    "bridge": "link add br0 address 02:00:5e:00:01:03 type bridge",
    "ifb": "link add ifb2 type ifb",
    "dummy": "link add dummy0 type dummy",
    "macvlan": "link add link eth0 name mac0 type macvlan mode bridge",
    "macvtap": "link add link eth0 name mactap0 type macvtap",
    "vlan": "link add link eth0 name eth0.5 type vlan id 5",
    "vxlan": "link add vx0 type vxlan id 5 dstport 4789 remote 10.1.0.9",
    "sit": "link add sit1 type sit remote 10.1.0.9 local 10.1.0.1",
    "gre": "link add gre1 type gre remote 10.1.0.9 local 10.1.0.1",
    "ipip": "link add tunl1 type ipip remote 10.1.0.9 local 10.1.0.1",
    "ip6tnl": "link add ip6tnl1 type ip6tnl remote 2001:db8::9 local 2001:db8::1",
    "bond": "link add bond0 type bond",
    "tun": "tuntap add mode tun name tun0",
    "tap": "tuntap add mode tap name tap0",
}

STATES = (
    "link set eth0 up",
    "link set eth1 up",
    "link set x007 up promisc on",
    "link set x7 up allmulticast on",
    "link set x07 up arp off",
    "link set br0 up promisc on",
    "link set name-of-fifteen up",
    "link set a.10 master br0",
    "link set a.10 up",
    "link set eth0.a.b up",
    "link set 9 up mtu 65000 txqueuelen 7",
    "link set ifb2 up",
    "link set tun0 up mtu 9000",
    "link set tap0 multicast off",
    "link set vx0 up",
    "link set mac0 up",
    "link set eth1 alias uplink-of-the-test",
    "link property add dev eth1 altname another-name",
    # Link layer addresses whose host part is down, unnumbered or many.
    "address add 10.1.0.1/24 brd 10.1.0.255 dev eth0",
    "address add 10.1.0.2/24 dev eth0",
    "address add 10.1.0.3/24 brd + dev eth0 label eth0:1",
    "address add 10.1.0.4/24 dev eth0 label eth0:1",
    "address add 10.2.0.1/30 dev eth0 label eth0:10",
    "address add 10.3.0.1/0 dev eth0 label eth0:2",
    "address add 10.4.0.1/32 dev eth0 label eth0:x",
    "address add 10.5.0.1/31 dev eth1 label eth1:",
    "address add 10.6.0.1 peer 10.6.0.2 dev tun0",
    "address add 10.6.0.3 peer 10.6.1.0/24 dev tun0 label tun0:peer",
    "address add 10.7.0.1/24 dev br0",
    "address add 127.0.1.1/8 scope host dev lo label lo:host",
    "address add 10.8.0.1/24 brd 10.8.0.9 scope 77 dev 9",
    "address add 10.9.0.1/16 valid_lft 900000 preferred_lft 800000 dev x007",
    # Of an interface that is down.
    "address add 10.10.0.1/24 brd + dev tap0",
    "address add 10.10.0.2/24 dev tap0 label tap0:1",
)

IPV6 = (
    ("lo", "::5/128"), ("lo", "::1.2.3.4/96"), ("lo", "fec0::1/64"), ("lo", "fc00::1/7"), ("lo", "::ffff:1.2.3.4/128"),
    ("lo", "2002:102:304::1/128"), ("lo", plumbing.LONG_V6 + "/128"), ("eth0", "fe80::1/64"), ("eth0", "2001:db8::1/64"),
    ("eth0", "2001:db8::2/128"), ("eth0", "2001:db8::3/48"), ("eth0", "fec0::2/64"), ("br0", "2001:db8:1::1/64"),
    ("tun0", "2001:db8:2::1/64"), ("tap0", "2001:db8:3::1/64"),
)


def ip(line, missing, what=None):
    done = subprocess.run(["ip", *line.split()], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        missing.append([what or line, (done.stderr.strip().splitlines() or ["no reason"])[0]])


def disguise(name, hardware, mode=IFF_TUN):
    """A tun device that is of any hardware type: the kernel then gives its address the length that type has."""
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH14x", name.encode(), mode | IFF_NO_PI))
    fcntl.ioctl(device, TUNSETLINK, hardware)
    fcntl.ioctl(device, TUNSETPERSIST, 1)
    os.close(device)


def label_of_another(address, device, label):
    """ip(8) lets a label be nothing but the interface's name and more."""
    packed = socket.inet_aton(address)
    payload = struct.pack("=BBBBI", socket.AF_INET, 24, 0, 0, socket.if_nametoindex(device))
    payload += plumbing.attribute(plumbing.IFA_LOCAL, packed) + plumbing.attribute(plumbing.IFA_ADDRESS, packed)
    plumbing.netlink(plumbing.RTM_NEWADDR, payload + plumbing.attribute(IFA_LABEL, label.encode() + b"\0"))


def traffic():
    """Packets that stay on the loopback, and some that leave by a wire to nobody."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        for destination in ["127.0.0.1"] * 20 + ["10.1.0.255"] * 11 + ["10.6.0.2"] * 3:
            try:
                sender.sendto(b"x" * 700, (destination, 9))
            except OSError:
                pass


def main():
    if not plumbing.is_fresh():
        sys.exit("not in a namespace of its own")
    missing = []
    for scope in ("all", "default", "lo"):
        for name, value in plumbing.IPV6_SYSCTLS.items():
            plumbing.write_sysctl("ipv6/conf/%s/%s" % (scope, name), [value])
    ip("link set lo up", missing)
    for what, line in LINKS.items():
        ip(line, missing, what)
    made = set(os.listdir("/proc/sys/net/ipv4/conf"))
    for line in STATES:
        device = line.split()[line.split().index("dev") + 1] if " dev " in line else line.split()[2]
        if device in made:
            ip(line, missing)
    for device, address in IPV6:
        if device in made:
            ip("address add %s dev %s nodad" % (address, device), missing)
    if len(sys.argv) > 1:
        for number in sys.argv[1].split(","):
            disguise("hw%s" % number, int(number))
    label_of_another("10.11.0.1", "eth0", "eth1:7")
    label_of_another("10.12.0.1", "eth0", "eth1")
    traffic()
    print(json.dumps(missing))


main()
