#ifndef SOCKDIAG_TEST_OWN_NETWORK_H_
#define SOCKDIAG_TEST_OWN_NETWORK_H_

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>
#include <future>

#include "base/unique_fd.h"
#include "check.h"

namespace sockdiag::test {

inline void BringLoopbackUp() {
  const UniqueFd any(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  CHECK(ioctl(any.get(), SIOCSIFFLAGS, &request) == 0);
}

// Does `work` in a network namespace that has nothing else in it but a loopback that is up. Only that thread, and those it
// starts, are moved there.
template <typename Work>
void InOwnNetwork(Work work) {
  const auto moved = [&] {
    if (unshare(CLONE_NEWNET) != 0) throw Missing{"a network namespace of its own wants root"};
    BringLoopbackUp();
    work();
  };
  std::async(std::launch::async, moved).get();
}

}  // namespace sockdiag::test

#endif  // SOCKDIAG_TEST_OWN_NETWORK_H_
