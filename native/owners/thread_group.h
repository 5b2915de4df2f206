#ifndef SOCKDIAG_THREAD_GROUP_H_
#define SOCKDIAG_THREAD_GROUP_H_

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace sockdiag {

// Runs work(i) on `count` threads, this one among them, and waits for all. The first exception stops the others, which ask
// failed() now and then, and is thrown on.
class ThreadGroup {
 public:
  template <typename Work>
  void Run(size_t count, Work work) {
    {
      struct Joiner {
        std::vector<std::thread> threads;
        ~Joiner() {
          for (auto& thread : threads) thread.join();
        }
      } others;
      others.threads.reserve(count);
      try {
        for (size_t i = 1; i < count; i++) others.threads.emplace_back([this, &work, i] { Guard(work, i); });
      } catch (const std::system_error&) {
        // At the limit of threads the work is slower, not wrong: those that did start take all of it.
      }
      Guard(work, 0);
    }
    if (failure_) std::rethrow_exception(failure_);
  }

  bool failed() const { return failed_; }

 private:
  template <typename Work>
  void Guard(Work& work, size_t i) noexcept {
    try {
      work(i);
    } catch (...) {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      failed_ = true;
    }
  }

  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_THREAD_GROUP_H_
