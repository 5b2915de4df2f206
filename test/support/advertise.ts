import { spawnSync } from 'node:child_process';

/** As a router: for half an hour, preferred, with a prefix that ends, one that does not, and a route. */
const ADVERTISE = `
import socket, struct, sys
link = socket.if_nametoindex(sys.argv[1])
s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, link)
s.bind((sys.argv[2], 0, 0, link))
packed = lambda text: socket.inet_pton(socket.AF_INET6, text)
advertisement = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0x08, 1800, 0, 0)
advertisement += struct.pack("!BBBBIII16s", 3, 4, 64, 0xc0, 86400, 14400, 0, packed("2001:db8:77::"))
advertisement += struct.pack("!BBBBIII16s", 3, 4, 64, 0x80, 0xffffffff, 0xffffffff, 0, packed("2001:db8:78::"))
advertisement += struct.pack("!BBBBI8s", 24, 2, 48, 0x08, 3600, packed("2001:db8:79::")[:8])
s.sendto(advertisement, ("ff02::1", 0, 0, link))
`;

/** Sends a router's advertisement out of an interface, from one of its addresses. What went wrong; empty when nothing did. */
export function advertise(link: string, address: string): string {
  return spawnSync('python3', ['-c', ADVERTISE, link, address], { encoding: 'utf8' }).stderr;
}
