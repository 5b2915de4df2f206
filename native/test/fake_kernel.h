#ifndef SOCKDIAG_TEST_FAKE_KERNEL_H_
#define SOCKDIAG_TEST_FAKE_KERNEL_H_

#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <cstring>
#include <utility>
#include <vector>

#include "check.h"
#include "netlink/netlink.h"

namespace sockdiag::test {

inline constexpr uint32_t kSequence = 77;
inline constexpr uint32_t kPort = 4242;

using Bytes = std::vector<uint8_t>;

struct MessageOptions {
  uint16_t flags = NLM_F_MULTI;
  uint32_t sequence = kSequence;
  uint32_t port = kPort;
};

// One netlink message whose payload is `payload` bytes counting up, not padded.
inline Bytes Message(uint16_t type, size_t payload, const MessageOptions& options = {}) {
  const auto length = static_cast<uint32_t>(NLMSG_HDRLEN + payload);
  const nlmsghdr header{length, type, options.flags, options.sequence, options.port};
  Bytes bytes(length);
  std::memcpy(bytes.data(), &header, sizeof(header));
  for (size_t i = 0; i < payload; i++) bytes[NLMSG_HDRLEN + i] = static_cast<uint8_t>(i + 1);
  return bytes;
}

// What asks sock_diag for a table.
template <typename Payload>
Bytes DumpRequest(const Payload& payload) {
  Bytes request = Message(SOCK_DIAG_BY_FAMILY, sizeof(payload), {NLM_F_REQUEST | NLM_F_DUMP});
  std::memcpy(request.data() + NLMSG_HDRLEN, &payload, sizeof(payload));
  return request;
}

inline Bytes Done() { return Message(NLMSG_DONE, 4); }

inline void SetLength(Bytes* message, uint32_t length) { std::memcpy(message->data(), &length, sizeof(length)); }

inline Bytes Join(const std::vector<Bytes>& parts) {
  Bytes whole;
  for (const auto& part : parts) {
    whole.resize(NLMSG_ALIGN(whole.size()));
    whole.insert(whole.end(), part.begin(), part.end());
  }
  return whole;
}

// Plays the kernel at the other end of a socket that keeps datagrams apart.
class FakeKernel {
 public:
  FakeKernel() {
    int ends[2];
    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
    kernel_ = UniqueFd(ends[0]);
    client_ = UniqueFd(ends[1]);
  }

  NetlinkSocket TakeSocket() { return NetlinkSocket(std::move(client_), kPort); }
  NetlinkDump TakeDump(uint16_t flags = NLM_F_REQUEST | NLM_F_DUMP) {
    return NetlinkDump(TakeSocket(), Message(20, 8, {flags}));
  }

  void Say(const Bytes& datagram) const {
    CHECK(send(kernel_.get(), datagram.data(), datagram.size(), 0) == static_cast<ssize_t>(datagram.size()));
  }

  Bytes Hear() const {
    Bytes request(4096);
    const ssize_t length = recv(kernel_.get(), request.data(), request.size(), 0);
    CHECK(length > 0);
    request.resize(static_cast<size_t>(length));
    return request;
  }

  void HangUp() { const UniqueFd closed = std::move(kernel_); }

 private:
  UniqueFd kernel_;
  UniqueFd client_;
};

// Reads a dump to its end through a buffer of `capacity` bytes. Each read must keep to what NetlinkDump promises.
inline Bytes ReadAll(NetlinkDump* dump, size_t capacity, const Cancellation& cancellation) {
  Bytes whole;
  while (!dump->ended()) {
    Bytes buffer(capacity, 0xee);
    const size_t used = dump->Read(buffer.data(), buffer.size(), cancellation);
    CHECK(used <= capacity && used % 4 == 0);
    whole.insert(whole.end(), buffer.begin(), buffer.begin() + static_cast<ptrdiff_t>(used));
  }
  return whole;
}

// The types of the messages in a reply, every length checked.
inline std::vector<uint16_t> TypesOf(const Bytes& reply) {
  std::vector<uint16_t> types;
  for (size_t at = 0; at < reply.size();) {
    nlmsghdr header;
    CHECK(reply.size() - at >= sizeof(header));
    std::memcpy(&header, reply.data() + at, sizeof(header));
    CHECK(header.nlmsg_len >= sizeof(header) && header.nlmsg_len <= reply.size() - at);
    types.push_back(header.nlmsg_type);
    at += NLMSG_ALIGN(header.nlmsg_len);
  }
  return types;
}

}  // namespace sockdiag::test

#endif  // SOCKDIAG_TEST_FAKE_KERNEL_H_
