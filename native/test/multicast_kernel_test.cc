// MulticastSocket with the kernel: ends of sockets, answers to requests, and a receive buffer that is too small.
#include <linux/inet_diag.h>
#include <netinet/in.h>

#include <set>
#include <string>
#include <utility>

#include "check.h"
#include "fake_kernel.h"
#include "netlink/multicast.h"
#include "own_network.h"
#include "process.h"

using namespace sockdiag;
using namespace sockdiag::test;

namespace {

constexpr size_t kRoomForAll = 32 * kMaxDatagram;
constexpr int kPlenty = 1 << 20;
// The kernel makes it the least it allows.
constexpr int kTiny = 1;

Bytes ReadOnce(MulticastSocket* socket, size_t capacity = kRoomForAll) {
  const Cancellation cancellation;
  Bytes buffer(capacity);
  buffer.resize(socket->Read(buffer.data(), buffer.size(), cancellation));
  return buffer;
}

template <typename Visit>
void ForEachMessage(const Bytes& bytes, Visit visit) {
  for (size_t at = 0; at < bytes.size();) {
    const nlmsghdr header = HeaderAt(bytes.data(), bytes.size(), at);
    visit(header, bytes.data() + at + NLMSG_HDRLEN);
    at += NLMSG_ALIGN(header.nlmsg_len);
  }
}

using Sequences = std::vector<uint32_t>;

Sequences SequencesOf(const Bytes& bytes) {
  Sequences sequences;
  ForEachMessage(bytes, [&](const nlmsghdr& header, const uint8_t*) { sequences.push_back(header.nlmsg_seq); });
  return sequences;
}

Sequences UpTo(uint32_t first, uint32_t last) {
  Sequences sequences;
  for (uint32_t sequence = first; sequence <= last; sequence++) sequences.push_back(sequence);
  return sequences;
}

// What the kernel answers at once, with an NLMSG_ERROR that says 0.
void Knock(const MulticastSocket& socket, uint32_t sequence) {
  const Bytes noop = Message(NLMSG_NOOP, 0, {NLM_F_REQUEST | NLM_F_ACK, sequence, 0});
  socket.Send(noop.data(), noop.size());
}

uint32_t DropsOf(const MulticastSocket& socket) {
  const auto drops = socket.Drops();
  if (!drops) throw Missing{"Linux 4.12, which counts what it drops"};
  return *drops;
}

// Knocks until the kernel has had to drop an answer. Returns the sequence number of that one.
uint32_t Overrun(const MulticastSocket& socket, uint32_t first) {
  const uint32_t before = DropsOf(socket);
  for (uint32_t sequence = first;; sequence++) {
    Knock(socket, sequence);
    if (DropsOf(socket) != before) return sequence;
  }
}

int ReadError(MulticastSocket* socket) {
  return ErrorOf([&] { ReadOnce(socket); });
}

uint16_t PortOf(const UniqueFd& fd) {
  // The port is at the same place for both families.
  sockaddr_in6 address{};
  socklen_t length = sizeof(address);
  CHECK(getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0);
  return address.sin6_port;
}

// A socket bound to a free port of loopback.
UniqueFd Bound(int family, int type) {
  UniqueFd fd(socket(family, type | SOCK_CLOEXEC, 0));
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_addr = in6addr_loopback;
  const bool old = family == AF_INET;
  const auto* address = old ? reinterpret_cast<sockaddr*>(&four) : reinterpret_cast<sockaddr*>(&six);
  CHECK(bind(fd.get(), address, old ? sizeof(four) : sizeof(six)) == 0);
  return fd;
}

void Connect(const UniqueFd& from, const UniqueFd& to) {
  sockaddr_in6 address{};
  socklen_t length = sizeof(address);
  CHECK(getsockname(to.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0);
  CHECK(connect(from.get(), reinterpret_cast<sockaddr*>(&address), length) == 0);
}

// Local and remote port, in the order of the network.
using Ports = std::pair<uint16_t, uint16_t>;

// Opens and closes a socket of each kind; returns the ports its end will be told with.
std::set<Ports> ShortLife(int family, int type) {
  UniqueFd one = Bound(family, type);
  UniqueFd two = Bound(family, type);
  if (type == SOCK_STREAM) CHECK(listen(two.get(), 1) == 0);
  Connect(one, two);
  const Ports ports(PortOf(one), PortOf(two));
  if (type == SOCK_DGRAM) return {ports};
  const UniqueFd accepted(accept(two.get(), nullptr, nullptr));
  CHECK(accepted);
  return {ports, {ports.second, ports.first}};
}

// The kernel loads what tells of a protocol's sockets when these are first asked for.
void WantDiag(int family, int protocol) {
  inet_diag_req_v2 request{};
  request.sdiag_family = static_cast<uint8_t>(family);
  request.sdiag_protocol = static_cast<uint8_t>(protocol);
  NetlinkDump dump(NetlinkSocket(NETLINK_SOCK_DIAG), DumpRequest(request));
  int32_t error = -1;
  ForEachMessage(ReadAll(&dump, kMaxDatagram, Cancellation()), [&](const nlmsghdr&, const uint8_t* payload) {
    std::memcpy(&error, payload, sizeof(error));
  });
  if (error != 0) throw Missing{"sock_diag for protocol " + std::to_string(protocol)};
}

}  // namespace

TEST("the end of a short connection is heard by who joined the group of its protocol and family") {
  struct Kind {
    uint32_t group;
    int family;
    int type;
    int protocol;
  };
  constexpr Kind kKinds[] = {{SKNLGRP_INET_TCP_DESTROY, AF_INET, SOCK_STREAM, IPPROTO_TCP},
                             {SKNLGRP_INET_UDP_DESTROY, AF_INET, SOCK_DGRAM, IPPROTO_UDP},
                             {SKNLGRP_INET6_TCP_DESTROY, AF_INET6, SOCK_STREAM, IPPROTO_TCP},
                             {SKNLGRP_INET6_UDP_DESTROY, AF_INET6, SOCK_DGRAM, IPPROTO_UDP}};
  InOwnNetwork([&] {
    for (const Kind& kind : kKinds) {
      WantDiag(kind.family, kind.protocol);
      MulticastSocket socket(NETLINK_SOCK_DIAG, {kind.group}, kPlenty);
      std::set<Ports> wanted;
      for (int i = 0; i < 100; i++) wanted.merge(ShortLife(kind.family, kind.type));
      while (!wanted.empty()) {
        ForEachMessage(ReadOnce(&socket), [&](const nlmsghdr& header, const uint8_t* payload) {
          CHECK(header.nlmsg_type == SOCK_DIAG_BY_FAMILY && header.nlmsg_len >= NLMSG_HDRLEN + sizeof(inet_diag_msg));
          inet_diag_msg row;
          std::memcpy(&row, payload, sizeof(row));
          CHECK(row.idiag_family == kind.family);
          wanted.erase({row.id.idiag_sport, row.id.idiag_dport});
        });
      }
    }
  });
}

TEST("one socket hears all its groups, and answers between them") {
  InOwnNetwork([] {
    WantDiag(AF_INET, IPPROTO_UDP);
    WantDiag(AF_INET6, IPPROTO_UDP);
    MulticastSocket socket(NETLINK_SOCK_DIAG, {SKNLGRP_INET_UDP_DESTROY, SKNLGRP_INET6_UDP_DESTROY}, kPlenty);
    const std::set<int> all = {AF_INET, AF_INET6};
    std::set<int> heard;
    Sequences answers;
    for (uint32_t round = 1; round <= 20 || heard != all || answers != UpTo(1, round - 1); round++) {
      for (const int family : all) ShortLife(family, SOCK_DGRAM);
      Knock(socket, round);
      ForEachMessage(ReadOnce(&socket), [&](const nlmsghdr& header, const uint8_t* payload) {
        if (header.nlmsg_type == NLMSG_ERROR) {
          answers.push_back(header.nlmsg_seq);
        } else {
          heard.insert(payload[0]);
        }
      });
    }
  });
}

TEST("a request has been answered when it was sent") {
  MulticastSocket socket(NETLINK_SOCK_DIAG, {}, kPlenty);
  for (uint32_t sequence = 1; sequence <= 300; sequence++) Knock(socket, sequence);
  CHECK(SequencesOf(ReadOnce(&socket)) == UpTo(1, 300));
}

TEST("one thread reads while another sends and asks") {
  constexpr uint32_t kRequests = 2000;
  MulticastSocket socket(NETLINK_SOCK_DIAG, {SKNLGRP_INET_TCP_DESTROY}, 64 * kPlenty);
  Joined sender([&] {
    for (uint32_t sequence = 1; sequence <= kRequests; sequence++) {
      Knock(socket, sequence);
      socket.Drops();
      socket.ReceiveBuffer();
    }
  });
  Sequences answers;
  while (answers.size() < kRequests) {
    ForEachMessage(ReadOnce(&socket), [&](const nlmsghdr& header, const uint8_t*) {
      if (header.nlmsg_type == NLMSG_ERROR) answers.push_back(header.nlmsg_seq);
    });
  }
  CHECK(answers == UpTo(1, kRequests));
}

TEST("what the kernel drops is counted, and told behind what was there before; then all is heard again") {
  MulticastSocket socket(NETLINK_SOCK_DIAG, {}, kTiny);
  CHECK(DropsOf(socket) == 0);
  uint32_t first = 1;
  for (uint32_t round = 1; round <= 3; round++) {
    const uint32_t dropped = Overrun(socket, first);
    CHECK(dropped > first);
    // Although a part of the queue is read, until it is empty.
    CHECK(SequencesOf(ReadOnce(&socket, kMaxDatagram)) == UpTo(first, first));
    for (uint32_t more = 1; more <= 5; more++) Knock(socket, dropped + more);
    CHECK(DropsOf(socket) == 6 * round);
    CHECK(SequencesOf(ReadOnce(&socket)) == UpTo(first + 1, dropped - 1));
    CHECK(ReadError(&socket) == ENOBUFS);
    Knock(socket, dropped + 6);
    CHECK(SequencesOf(ReadOnce(&socket)) == UpTo(dropped + 6, dropped + 6));
    CHECK(DropsOf(socket) == 6 * round);
    first = dropped + 7;
  }
}

TEST("a queue that overruns again before it was found empty loses neither of the two") {
  MulticastSocket socket(NETLINK_SOCK_DIAG, {}, kTiny);
  const uint32_t dropped = Overrun(socket, 1);
  for (uint32_t sequence = 1; sequence < dropped; sequence++) {
    CHECK(SequencesOf(ReadOnce(&socket, kMaxDatagram)) == UpTo(sequence, sequence));
  }
  const uint32_t again = Overrun(socket, dropped + 1);
  CHECK(ReadError(&socket) == ENOBUFS);
  CHECK(SequencesOf(ReadOnce(&socket)) == UpTo(dropped + 1, again - 1));
  CHECK(ReadError(&socket) == ENOBUFS);
  Knock(socket, again + 1);
  CHECK(SequencesOf(ReadOnce(&socket)) == UpTo(again + 1, again + 1));
}

TEST("ends of sockets that find no room are counted and told as well") {
  InOwnNetwork([] {
    WantDiag(AF_INET, IPPROTO_UDP);
    MulticastSocket socket(NETLINK_SOCK_DIAG, {SKNLGRP_INET_UDP_DESTROY}, kTiny);
    while (DropsOf(socket) == 0) ShortLife(AF_INET, SOCK_DGRAM);
    CHECK(!SequencesOf(ReadOnce(&socket)).empty());
    CHECK(ReadError(&socket) == ENOBUFS);
  });
}

TEST("what a stranger sends to the socket's port is not heard") {
  NetlinkSocket opened(NETLINK_SOCK_DIAG);
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_pid = opened.port_id();
  MulticastSocket socket(std::move(opened));
  const UniqueFd stranger(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  const Bytes forged = Message(SOCK_DIAG_BY_FAMILY, 72, {0, 0, 0});
  const ssize_t sent = sendto(stranger.get(), forged.data(), forged.size(), 0, reinterpret_cast<sockaddr*>(&address),
                              sizeof(address));
  if (sent < 0 && errno == EPERM) throw Missing{"CAP_NET_ADMIN, without which the kernel forbids the forgery itself"};
  CHECK(sent == static_cast<ssize_t>(forged.size()));
  Knock(socket, 1);
  CHECK(SequencesOf(ReadOnce(&socket)) == UpTo(1, 1));
}

TEST("the receive buffer is forced to what is wanted where that is allowed, else it is what SO_RCVBUF makes of it") {
  constexpr int kWanted = 200 << 20;
  const UniqueFd plain(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto receive_buffer = [&] { return MulticastSocket(NETLINK_SOCK_DIAG, {}, kWanted).ReceiveBuffer(); };
  int allowed = 0;
  socklen_t length = sizeof(allowed);
  CHECK(setsockopt(plain.get(), SOL_SOCKET, SO_RCVBUF, &kWanted, sizeof(kWanted)) == 0);
  CHECK(getsockopt(plain.get(), SOL_SOCKET, SO_RCVBUF, &allowed, &length) == 0);
  CHECK(InChild([&] { return DropCapabilities() && receive_buffer() == allowed ? 0 : 1; }) == 0);
  if (setsockopt(plain.get(), SOL_SOCKET, SO_RCVBUFFORCE, &kWanted, sizeof(kWanted)) != 0) {
    throw Missing{"CAP_NET_ADMIN, to force a large receive buffer"};
  }
  CHECK(receive_buffer() == 2 * kWanted);
}

TEST("a protocol or group the kernel lacks is an error, and leaves no descriptor behind") {
  const size_t before = CountEntries("/proc/self/fd");
  CHECK(ErrorOf([] { MulticastSocket(31, {1}, kPlenty); }) == EPROTONOSUPPORT);
  for (const uint32_t group : {0u, 9999u, 0x80000000u, 0xffffffffu}) {
    CHECK(ErrorOf([&] { MulticastSocket(NETLINK_SOCK_DIAG, {1, group}, kPlenty); }) == EINVAL);
  }
  CHECK(CountEntries("/proc/self/fd") == before);
}
