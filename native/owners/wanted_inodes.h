#ifndef SOCKDIAG_WANTED_INODES_H_
#define SOCKDIAG_WANTED_INODES_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace sockdiag {

// The sockets a scan looks for, and whether it has found each of them: a table with open addressing that many threads read.
class WantedInodes {
 public:
  explicit WantedInodes(const std::vector<uint32_t>& inodes) {
    size_t size = 16;
    while (size < inodes.size() * 2) size *= 2;
    mask_ = size - 1;
    slots_ = std::make_unique<Slot[]>(size);
    for (const uint32_t inode : inodes) {
      Slot& slot = Find(inode);
      if (inode == 0 || slot.inode == inode) continue;
      slot.inode = inode;
      missing_++;
      empty_ = false;
    }
  }

  // Whether the inode is wanted; if so, process number `position` has it.
  bool Note(uint32_t inode, size_t position) {
    Slot& slot = Find(inode);
    if (inode == 0 || slot.inode != inode) return false;
    if (slot.found.exchange(true, std::memory_order_relaxed)) return true;
    size_t end = found_end_.load(std::memory_order_relaxed);
    while (end <= position && !found_end_.compare_exchange_weak(end, position + 1)) {
    }
    missing_.fetch_sub(1, std::memory_order_release);
    return true;
  }

  // Every inode was found in some process before this one: it can have further owners, but not the lowest.
  bool AllFoundBefore(size_t position) const {
    return missing_.load(std::memory_order_acquire) == 0 && found_end_.load(std::memory_order_relaxed) <= position;
  }

  bool empty() const { return empty_; }

 private:
  struct Slot {
    uint32_t inode = 0;
    std::atomic<bool> found{false};
  };

  Slot& Find(uint32_t inode) {
    // Multiplicative hashing, by bits that depend on all below them: the kernel hands inodes out in sequence.
    size_t at = (inode * 0x9e3779b1u >> 4) & mask_;
    while (slots_[at].inode != 0 && slots_[at].inode != inode) at = (at + 1) & mask_;
    return slots_[at];
  }

  std::unique_ptr<Slot[]> slots_;
  size_t mask_ = 0;
  std::atomic<size_t> missing_{0};
  std::atomic<size_t> found_end_{0};  // behind the last position that was the first to have some inode
  bool empty_ = true;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_WANTED_INODES_H_
