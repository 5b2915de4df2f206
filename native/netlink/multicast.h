#ifndef SOCKDIAG_MULTICAST_H_
#define SOCKDIAG_MULTICAST_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/cancellation.h"
#include "base/sys_error.h"
#include "netlink/netlink.h"

namespace sockdiag {

// A netlink socket that hears what the kernel sends to multicast groups, and its answers to what is sent through it. One thread
// may read while others do the rest.
class MulticastSocket {
 public:
  // Hears all that the kernel sends to `groups`, numbered from 1, once this returns. `receive_buffer` bytes are wanted for what
  // is not yet read; without CAP_NET_ADMIN it becomes at most net.core.rmem_max. Throws SysError.
  MulticastSocket(int protocol, const std::vector<uint32_t>& groups, int receive_buffer);
  // Takes a socket that is ready, so that a test can play the kernel.
  explicit MulticastSocket(NetlinkSocket socket);

  // Waits for a datagram of the kernel, and fills `buffer` (at least kMaxDatagram bytes, or EINVAL) with all that then wait and
  // fit. They are whole, and each starts at a multiple of 4. Returns the bytes used, which are never 0.
  // Throws SysError: ENOBUFS when the kernel dropped datagrams before this point; all it sends from here on comes with the next
  // reads, or after another ENOBUFS. EMSGSIZE and EBADMSG for a datagram that is too long or lies about its lengths; so does
  // every read after that. ECANCELED.
  size_t Read(uint8_t* buffer, size_t capacity, const Cancellation& cancellation);

  // When this returns the kernel's answers are among what waits, or have been dropped like anything there was no room for.
  // Throws SysError.
  void Send(const uint8_t* request, size_t length) const { socket_.Send(request, length); }

  // Datagrams the kernel dropped so far, modulo 2^32; none before Linux 4.12, which does not tell. Throws SysError.
  std::optional<uint32_t> Drops() const;
  // In bytes. The kernel makes it twice what was asked for, to allow for its own bookkeeping. Throws SysError.
  int ReceiveBuffer() const;

 private:
  size_t TakeWaiting(uint8_t* buffer, size_t capacity, const Cancellation& cancellation);

  NetlinkSocket socket_;
  // The rest is the reading thread's alone.
  //
  // The kernel says ENOBUFS at the next recvmsg(), although what waits then is older than what it dropped; and from the first
  // drop on it drops everything, without another word, until nothing waits any more (NETLINK_S_CONGESTED in
  // net/netlink/af_netlink.c). So an overrun is due to be told when the queue has been read empty: that is where it happened, and
  // what comes from then on is heard again. Where the queue overruns anew before it was found empty, the first is due at once.
  int overruns_ = 0;
  bool due_ = false;
  // Kept until all before it was delivered.
  std::optional<SysError> end_;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_MULTICAST_H_
