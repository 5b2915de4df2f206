#ifndef SOCKDIAG_CANCELLATION_H_
#define SOCKDIAG_CANCELLATION_H_

#include <sys/eventfd.h>

#include <atomic>

#include "base/sys_error.h"
#include "base/unique_fd.h"

namespace sockdiag {

// Asks a thread to end: a flag for loops, and a descriptor that becomes readable for a thread that sleeps in poll().
class Cancellation {
 public:
  Cancellation() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!event_) ThrowErrno("eventfd");
  }

  void Cancel() {
    cancelled_.store(true, std::memory_order_release);
    eventfd_write(event_.get(), 1);
  }

  bool cancelled() const { return cancelled_.load(std::memory_order_acquire); }
  void ThrowIfCancelled() const {
    if (cancelled()) ThrowSysError("abort", ECANCELED);
  }
  int fd() const { return event_.get(); }

 private:
  std::atomic<bool> cancelled_{false};
  UniqueFd event_;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_CANCELLATION_H_
