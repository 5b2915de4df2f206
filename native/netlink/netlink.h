#ifndef SOCKDIAG_NETLINK_H_
#define SOCKDIAG_NETLINK_H_

#include <linux/netlink.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/cancellation.h"
#include "base/unique_fd.h"

namespace sockdiag {

// The kernel sizes the datagrams of a dump after the largest receive buffer it has seen, up to this many bytes
// (net/netlink/af_netlink.c, netlink_dump()).
inline constexpr size_t kMaxDatagram = 32 * 1024;

// The header of the message at `offset` of a datagram. Throws SysError EBADMSG when that message goes beyond the datagram.
nlmsghdr HeaderAt(const uint8_t* datagram, size_t length, size_t offset);

// Fills a datagram up with zeros, so that the next one starts at a multiple of 4. Returns the length it then has. Throws SysError
// EBADMSG when there is no room for them.
size_t PadDatagram(uint8_t* datagram, size_t length, size_t capacity);

// A netlink socket that talks to the kernel alone: what anyone else sends to its port is dropped.
class NetlinkSocket {
 public:
  // Opens and binds a socket for a protocol of include/uapi/linux/netlink.h. Throws SysError.
  explicit NetlinkSocket(int protocol);
  // Takes a connected datagram socket instead, so that a test can play the kernel.
  NetlinkSocket(UniqueFd socket, uint32_t port_id);

  // Never waits: the kernel takes a request at once. Throws SysError.
  void Send(const uint8_t* request, size_t length) const;

  // Waits for one datagram. Returns its length, or 0 for one that did not come from the kernel.
  // Throws SysError: EMSGSIZE when `capacity` was too small, ECANCELED, or what recvmsg() says.
  size_t Receive(uint8_t* buffer, size_t capacity, const Cancellation& cancellation) const;
  // Does not wait: none when there is no datagram.
  std::optional<size_t> TryReceive(uint8_t* buffer, size_t capacity) const;
  // Returns when there is something to receive, after a cancellation, or for no reason. Throws SysError.
  void Wait(const Cancellation& cancellation) const;

  int fd() const { return socket_.get(); }
  uint32_t port_id() const { return port_id_; }

 private:
  UniqueFd socket_;
  uint32_t port_id_ = 0;
};

// One request and its reply, which may have many parts.
class NetlinkDump {
 public:
  // `request` is one whole message; its sequence number marks the reply. Throws SysError EINVAL when it is not.
  NetlinkDump(NetlinkSocket socket, std::vector<uint8_t> request);

  // Fills `buffer` (at least kMaxDatagram bytes, or EINVAL) with whole datagrams, each starting at a multiple of 4.
  // Returns the bytes used; 0 once the reply has ended. The closing NLMSG_DONE or NLMSG_ERROR is handed on like the rest.
  size_t Read(uint8_t* buffer, size_t capacity, const Cancellation& cancellation);
  bool ended() const { return ended_; }

 private:
  enum class Part { kForeign, kMore, kLast };
  Part Classify(const uint8_t* datagram, size_t length) const;

  NetlinkSocket socket_;
  std::vector<uint8_t> request_;
  uint32_t sequence_ = 0;
  bool dump_ = false;
  bool sent_ = false;
  bool ended_ = false;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_NETLINK_H_
