#ifndef SOCKDIAG_SPLIT_PROCESS_H_
#define SOCKDIAG_SPLIT_PROCESS_H_

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/unique_fd.h"

namespace sockdiag {

// A process with so many descriptors that several threads read them, a block of numbers each at a time.
struct SplitProcess {
  SplitProcess(UniqueFd process, size_t number, uint64_t block) : folder(std::move(process)), position(number), next_block(block) {}

  UniqueFd folder;
  size_t position;
  std::atomic<uint64_t> next_block;
  std::atomic<bool> ended{false};  // some thread saw the last descriptor
  std::atomic<bool> found{false};  // some thread found a wanted socket
  int takers = 0;                  // guarded by the queue
};

// Where threads find split processes to help with. A thread that has nothing else to do waits while another one reads the
// start of a process, which may turn out to be one to split.
class SplitQueue {
 public:
  // Says that this thread reads the start of a process, as long as the object lives.
  class Starting {
   public:
    explicit Starting(SplitQueue* queue) : queue_(queue) {
      const std::lock_guard<std::mutex> lock(queue_->mutex_);
      queue_->starting_++;
    }
    Starting(const Starting&) = delete;
    Starting& operator=(const Starting&) = delete;
    ~Starting() {
      const std::lock_guard<std::mutex> lock(queue_->mutex_);
      if (--queue_->starting_ == 0) queue_->changed_.notify_all();
    }

   private:
    SplitQueue* queue_;
  };

  // Offers a process to all threads; this one has taken it.
  void Add(std::shared_ptr<SplitProcess> split) {
    const std::lock_guard<std::mutex> lock(mutex_);
    split->takers++;
    splits_.push_back(std::move(split));
    changed_.notify_all();
  }

  // A process to help with, or nullptr.
  std::shared_ptr<SplitProcess> Take() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return TakeLocked();
  }

  // As Take(), but waits for one. nullptr: none can come any more.
  std::shared_ptr<SplitProcess> Await() {
    std::unique_lock<std::mutex> lock(mutex_);
    std::shared_ptr<SplitProcess> split;
    changed_.wait(lock, [&] { return (split = TakeLocked()) || starting_ == 0; });
    return split;
  }

  // True for the last thread that lets go of a process whose descriptors were all read.
  bool Leave(SplitProcess* split) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return --split->takers == 0 && split->ended;
  }

 private:
  std::shared_ptr<SplitProcess> TakeLocked() {
    splits_.erase(std::remove_if(splits_.begin(), splits_.end(), [](const auto& split) { return split->ended.load(); }),
                  splits_.end());
    if (splits_.empty()) return nullptr;
    splits_.front()->takers++;
    return splits_.front();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<SplitProcess>> splits_;
  int starting_ = 0;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_SPLIT_PROCESS_H_
