#ifndef SOCKDIAG_LATE_INODES_H_
#define SOCKDIAG_LATE_INODES_H_

#include <poll.h>
#include <sys/eventfd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/cancellation.h"
#include "base/sys_error.h"
#include "base/unique_fd.h"

namespace sockdiag {

// The sockets that a scan looks for, which are told when it has begun: by one thread, to another.
class LateInodes {
 public:
  LateInodes() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!event_) ThrowErrno("eventfd");
  }

  // What is told first counts.
  void Tell(std::vector<uint32_t> inodes) {
    TellBy([&] { inodes_.emplace(std::move(inodes)); });
  }
  void TellAll() {
    TellBy([] {});
  }

  bool known() const { return known_.load(std::memory_order_acquire); }

  // Waits until they are told. Without a list all sockets are wanted. Throws ECANCELED.
  const std::optional<std::vector<uint32_t>>& Await(const Cancellation& cancellation) const {
    pollfd fds[] = {{event_.get(), POLLIN, 0}, {cancellation.fd(), POLLIN, 0}};
    while (!known()) {
      cancellation.ThrowIfCancelled();
      if (poll(fds, 2, -1) < 0 && errno != EINTR) ThrowErrno("poll");
    }
    return inodes_;
  }

 private:
  template <typename Take>
  void TellBy(Take take) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (known()) return;
    take();
    known_.store(true, std::memory_order_release);
    eventfd_write(event_.get(), 1);
  }

  const UniqueFd event_;
  std::mutex mutex_;
  std::atomic<bool> known_{false};
  std::optional<std::vector<uint32_t>> inodes_;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_LATE_INODES_H_
