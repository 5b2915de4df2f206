#include "netlink/netlink.h"

#include <poll.h>
#include <sys/socket.h>

#include <cstring>
#include <utility>

#include "base/sys_error.h"

namespace sockdiag {

namespace {

uint32_t Bind(int fd) {
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) < 0) ThrowErrno("bind");
  socklen_t length = sizeof(address);
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) < 0) ThrowErrno("getsockname");
  return address.nl_pid;
}

}  // namespace

nlmsghdr HeaderAt(const uint8_t* datagram, size_t length, size_t offset) {
  nlmsghdr header;
  if (length - offset < sizeof(header)) ThrowSysError("recvmsg", EBADMSG);
  std::memcpy(&header, datagram + offset, sizeof(header));
  if (header.nlmsg_len < sizeof(header) || header.nlmsg_len > length - offset) ThrowSysError("recvmsg", EBADMSG);
  return header;
}

size_t PadDatagram(uint8_t* datagram, size_t length, size_t capacity) {
  const size_t aligned = NLMSG_ALIGN(length);
  if (aligned > capacity) ThrowSysError("recvmsg", EBADMSG);
  std::memset(datagram + length, 0, aligned - length);
  return aligned;
}

NetlinkSocket::NetlinkSocket(int protocol) : socket_(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol)) {
  if (!socket_) ThrowErrno("socket");
  // Best effort: before Linux 4.12 there is no extended error text, and errors then carry their errno alone.
  const int on = 1;
  setsockopt(socket_.get(), SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
  // Best effort as well: from Linux 4.20 on rtnetlink then dumps what the header asks for, where it else gives everything.
  setsockopt(socket_.get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
  port_id_ = Bind(socket_.get());
}

NetlinkSocket::NetlinkSocket(UniqueFd socket, uint32_t port_id) : socket_(std::move(socket)), port_id_(port_id) {}

void NetlinkSocket::Send(const uint8_t* request, size_t length) const {
  ssize_t sent;
  do {
    sent = send(socket_.get(), request, length, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) ThrowErrno("send");
}

size_t NetlinkSocket::Receive(uint8_t* buffer, size_t capacity, const Cancellation& cancellation) const {
  for (;;) {
    cancellation.ThrowIfCancelled();
    if (const std::optional<size_t> length = TryReceive(buffer, capacity)) return *length;
    Wait(cancellation);
  }
}

std::optional<size_t> NetlinkSocket::TryReceive(uint8_t* buffer, size_t capacity) const {
  sockaddr_nl sender{};
  iovec part{buffer, capacity};
  msghdr message{};
  message.msg_name = &sender;
  message.msg_namelen = sizeof(sender);
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  ssize_t length;
  do {
    length = recvmsg(socket_.get(), &message, MSG_DONTWAIT);
  } while (length < 0 && errno == EINTR);
  if (length < 0 && errno == EAGAIN) return std::nullopt;
  if (length < 0) ThrowErrno("recvmsg");
  if (message.msg_flags & MSG_TRUNC) ThrowSysError("recvmsg", EMSGSIZE);
  return sender.nl_pid == 0 ? static_cast<size_t>(length) : 0;
}

void NetlinkSocket::Wait(const Cancellation& cancellation) const {
  pollfd waits[] = {{socket_.get(), POLLIN, 0}, {cancellation.fd(), POLLIN, 0}};
  if (poll(waits, 2, -1) < 0 && errno != EINTR) ThrowErrno("poll");
}

NetlinkDump::NetlinkDump(NetlinkSocket socket, std::vector<uint8_t> request)
    : socket_(std::move(socket)), request_(std::move(request)) {
  if (request_.size() < NLMSG_HDRLEN) ThrowSysError("send", EINVAL);
  nlmsghdr header;
  std::memcpy(&header, request_.data(), sizeof(header));
  if (header.nlmsg_len != request_.size()) ThrowSysError("send", EINVAL);
  sequence_ = header.nlmsg_seq;
  dump_ = (header.nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
}

size_t NetlinkDump::Read(uint8_t* buffer, size_t capacity, const Cancellation& cancellation) {
  if (capacity < kMaxDatagram) ThrowSysError("recvmsg", EINVAL);
  if (!sent_) {
    socket_.Send(request_.data(), request_.size());
    sent_ = true;
  }
  size_t used = 0;
  while (!ended_ && capacity - used >= kMaxDatagram) {
    const size_t length = socket_.Receive(buffer + used, capacity - used, cancellation);
    const Part part = Classify(buffer + used, length);
    if (part == Part::kForeign) continue;
    ended_ = part == Part::kLast;
    used += PadDatagram(buffer + used, length, capacity - used);
  }
  return used;
}

NetlinkDump::Part NetlinkDump::Classify(const uint8_t* datagram, size_t length) const {
  if (length == 0) return Part::kForeign;
  for (size_t offset = 0; offset < length;) {
    const nlmsghdr header = HeaderAt(datagram, length, offset);
    // The kernel answers one request per datagram, so one message tells for all.
    if (header.nlmsg_seq != sequence_ || header.nlmsg_pid != socket_.port_id()) return Part::kForeign;
    const bool closing = header.nlmsg_type == NLMSG_DONE || header.nlmsg_type == NLMSG_ERROR;
    // sctp_diag leaves NLM_F_MULTI out of associations, but any dump is closed by a message of its own.
    if (closing || !(dump_ || header.nlmsg_flags & NLM_F_MULTI)) return Part::kLast;
    offset += NLMSG_ALIGN(header.nlmsg_len);
  }
  return Part::kMore;
}

}  // namespace sockdiag
