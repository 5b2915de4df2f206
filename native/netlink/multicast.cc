#include "netlink/multicast.h"

#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <utility>

namespace sockdiag {

namespace {

void SetReceiveBuffer(int fd, int bytes) {
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)) == 0) return;
  if (errno != EPERM) ThrowErrno("setsockopt SO_RCVBUFFORCE");
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes)) < 0) ThrowErrno("setsockopt SO_RCVBUF");
}

// Returns the length of a datagram with its padding.
size_t CheckDatagram(uint8_t* datagram, size_t length, size_t capacity) {
  for (size_t offset = 0; offset < length;) offset += NLMSG_ALIGN(HeaderAt(datagram, length, offset).nlmsg_len);
  return PadDatagram(datagram, length, capacity);
}

}  // namespace

MulticastSocket::MulticastSocket(int protocol, const std::vector<uint32_t>& groups, int receive_buffer)
    : socket_(protocol) {
  // Before the groups, so that nothing is dropped for want of a buffer that is about to grow.
  SetReceiveBuffer(socket_.fd(), receive_buffer);
  for (const uint32_t group : groups) {
    if (setsockopt(socket_.fd(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) < 0) {
      ThrowErrno("setsockopt NETLINK_ADD_MEMBERSHIP");
    }
  }
}

MulticastSocket::MulticastSocket(NetlinkSocket socket) : socket_(std::move(socket)) {}

size_t MulticastSocket::Read(uint8_t* buffer, size_t capacity, const Cancellation& cancellation) {
  if (capacity < kMaxDatagram) ThrowSysError("recvmsg", EINVAL);
  for (;;) {
    cancellation.ThrowIfCancelled();
    const size_t used = TakeWaiting(buffer, capacity, cancellation);
    if (used > 0) return used;
    if (due_) {
      due_ = false;
      overruns_--;
      ThrowSysError("recvmsg", ENOBUFS);
    }
    if (end_) ThrowSysError(end_->syscall(), end_->error());
    socket_.Wait(cancellation);
  }
}

// Until nothing waits, the buffer is full, or there is an error to tell.
size_t MulticastSocket::TakeWaiting(uint8_t* buffer, size_t capacity, const Cancellation& cancellation) {
  size_t used = 0;
  bool waiting = true;
  while (waiting && !due_ && !end_ && capacity - used >= kMaxDatagram && !cancellation.cancelled()) {
    try {
      const std::optional<size_t> length = socket_.TryReceive(buffer + used, capacity - used);
      waiting = length.has_value();
      if (waiting) used += CheckDatagram(buffer + used, *length, capacity - used);
    } catch (const SysError& error) {
      if (error.error() == ENOBUFS) {
        overruns_++;
      } else {
        end_ = error;
      }
    }
    due_ = overruns_ > (waiting ? 1 : 0);
  }
  return used;
}

std::optional<uint32_t> MulticastSocket::Drops() const {
  uint32_t memory[SK_MEMINFO_VARS]{};
  socklen_t length = sizeof(memory);
  if (getsockopt(socket_.fd(), SOL_SOCKET, SO_MEMINFO, memory, &length) < 0) {
    if (errno == ENOPROTOOPT) return std::nullopt;
    ThrowErrno("getsockopt SO_MEMINFO");
  }
  return memory[SK_MEMINFO_DROPS];
}

int MulticastSocket::ReceiveBuffer() const {
  int bytes = 0;
  socklen_t length = sizeof(bytes);
  if (getsockopt(socket_.fd(), SOL_SOCKET, SO_RCVBUF, &bytes, &length) < 0) ThrowErrno("getsockopt SO_RCVBUF");
  return bytes;
}

}  // namespace sockdiag
