#ifndef SOCKDIAG_TEST_SOCKETS_H_
#define SOCKDIAG_TEST_SOCKETS_H_

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "base/unique_fd.h"
#include "check.h"
#include "scans.h"

namespace sockdiag::test {

inline uint32_t InodeOf(int fd) {
  struct stat status {};
  CHECK(fstat(fd, &status) == 0);
  return static_cast<uint32_t>(status.st_ino);
}

inline std::vector<UniqueFd> SocketPairs(size_t pairs) {
  std::vector<UniqueFd> sockets;
  for (size_t i = 0; i < pairs; i++) {
    int ends[2];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    sockets.emplace_back(ends[0]);
    sockets.emplace_back(ends[1]);
  }
  return sockets;
}

inline Owners Expected(const std::vector<UniqueFd>& sockets) {
  Owners owners;
  for (const auto& socket : sockets) owners.emplace_back(InodeOf(socket.get()), static_cast<uint32_t>(socket.get()));
  std::sort(owners.begin(), owners.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return owners;
}

inline Owners OwnersAmong(const OwnerScan& scan, uint32_t pid, const std::vector<UniqueFd>& sockets) {
  std::vector<uint32_t> inodes;
  for (const auto& socket : sockets) inodes.push_back(InodeOf(socket.get()));
  std::sort(inodes.begin(), inodes.end());
  Owners found = OwnersOf(scan, pid);
  // Others of this process's sockets belong to whoever started it.
  const auto other = [&](const auto& owner) { return !std::binary_search(inodes.begin(), inodes.end(), owner.first); };
  found.erase(std::remove_if(found.begin(), found.end(), other), found.end());
  return found;
}

inline uint32_t Self() { return static_cast<uint32_t>(getpid()); }

// A descriptor goes through a UNIX socket.
inline void Pass(int through, int fd) {
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))]{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof(control);
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &fd, sizeof(fd));
  CHECK(sendmsg(through, &message, 0) == 1);
}

inline bool Take(int from) {
  char byte;
  iovec part{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof(control);
  return recvmsg(from, &message, 0) == 1 && CMSG_FIRSTHDR(&message) != nullptr;
}

}  // namespace sockdiag::test

#endif  // SOCKDIAG_TEST_SOCKETS_H_
