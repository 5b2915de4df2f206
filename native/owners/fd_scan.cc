#include "owners/fd_scan.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/sys_error.h"
#include "base/unique_fd.h"
#include "owners/directory.h"
#include "owners/finds.h"
#include "owners/proc_files.h"
#include "owners/split_process.h"
#include "owners/thread_group.h"
#include "owners/thread_tables.h"
#include "owners/wanted_inodes.h"

namespace sockdiag {

namespace {

// Descriptors one thread reads before it asks whether others have begun to help: some milliseconds' work.
constexpr uint64_t kBlock = 2048;
constexpr uint64_t kUnbounded = UINT64_MAX;
// In /proc/<pid>/fd, descriptor n lies at offset n + 2, behind `.` and `..` (proc_readfd_common(), fs/proc/fd.c).
constexpr uint64_t kFirstOffset = 2;
// Tables of single threads come behind all blocks of the leader's.
constexpr uint32_t kThreadTableOrder = 1u << 31;
// Descriptors of one process that are read once more because nothing tells whether a thread has a table of its own: at most some
// ten milliseconds' work.
constexpr uint64_t kMostUntold = 4096;

std::vector<uint32_t> SortedPids(std::vector<uint32_t> pids) {
  std::sort(pids.begin(), pids.end());
  pids.erase(std::unique(pids.begin(), pids.end()), pids.end());
  return pids;
}

std::vector<uint32_t> AllPids(int root) {
  DirectoryReader reader;
  return ListNumbers(root, &reader);
}

// One table of descriptors to read: a process's own, or that of one of its threads.
struct Table {
  int process;
  std::string folder;
  size_t position;
  uint32_t order;
  uint64_t end;  // up to this descriptor
  uint64_t* left = nullptr;  // no more descriptors than these, which are counted down
};

class Scanner {
 public:
  Scanner(const OwnerQuery& query, const Cancellation& cancellation)
      : query_(query),
        cancellation_(cancellation),
        root_(OpenFolder(AT_FDCWD, query.root)),
        pids_(query.pids ? SortedPids(*query.pids) : AllPids(root_.get())),
        outcomes_(pids_.size()) {
    if (query.inodes) wanted_.emplace(*query.inodes);
    proc_ = IsProcFilesystem(root_.get());
    own_pids_ = proc_ && SeesOwnPids(root_.get());
    sizes_known_ = proc_ && FolderSize("self/fd") > 0;
  }

  OwnerScan Run() {
    const size_t count = std::max(1u, query_.threads);
    std::vector<Finds> finds(count);
    threads_.Run(count, [this, &finds](size_t i) { Work(&finds[i]); });
    cancellation_.ThrowIfCancelled();
    OwnerScan scan = MergeFinds(finds, outcomes_);
    for (const Finds& found : finds) scan.untold += found.untold;
    return scan;
  }

  // Whether a process or thread in which sockets were found turned out to be one that cannot be read, and took them back.
  bool dropped() const { return dropped_; }

 private:
  bool Stopped() const { return threads_.failed() || cancellation_.cancelled(); }

  void Work(Finds* finds) {
    while (!Stopped()) {
      if (auto split = splits_.Take()) {
        ScanSplit(split.get(), finds);
      } else if (!ScanNext(finds)) {
        split = splits_.Await();
        if (!split) return;
        ScanSplit(split.get(), finds);
      }
    }
  }

  // Scans the next process; false when there is none.
  bool ScanNext(Finds* finds) {
    std::shared_ptr<SplitProcess> split;
    {
      const SplitQueue::Starting starting(&splits_);
      const size_t position = next_++;
      if (position >= pids_.size() || Decided(position)) return false;
      const size_t before = finds->owners.size();
      const uint32_t untold = finds->untold;
      const bool read = Try(position, [&] { split = ScanProcess(position, finds); });
      if (!read) finds->untold = untold;
      if (!read && finds->owners.size() > before) dropped_ = true;
    }
    if (split) ScanSplit(split.get(), finds);
    return true;
  }

  // No process from here on can change the answer.
  bool Decided(size_t position) const {
    return wanted_ && (wanted_->empty() || (query_.first_only && wanted_->AllFoundBefore(position)));
  }

  // Works on a process, and notes what became of it; false when it could not be read.
  template <typename Work>
  bool Try(size_t position, Work work) {
    auto untried = Outcome::kNotTried;
    outcomes_[position].compare_exchange_strong(untried, Outcome::kRead);
    try {
      work();
      return true;
    } catch (const SysError& error) {
      outcomes_[position] = OutcomeOf(error);
      return false;
    }
  }

  // Returns the process when it has so many descriptors that others shall help; this thread has taken it.
  std::shared_ptr<SplitProcess> ScanProcess(size_t position, Finds* finds) {
    const uint32_t pid = pids_[position];
    const std::string number = std::to_string(pid);
    const bool empty = sizes_known_ && FolderSize((number + "/fd").c_str()) == 0;
    // Kernel threads and zombies: most processes of an idle machine.
    if (empty && HasOneThread(root_.get(), (number + "/task").c_str())) return nullptr;
    UniqueFd process = OpenProcess(root_.get(), pid);
    const size_t begin = finds->owners.size();
    // Other file systems' folders are in no order and cannot be entered in the middle.
    const Table own{process.get(), "fd", position, 0, proc_ ? kBlock : kUnbounded};
    const uint64_t next = empty ? kUnbounded : ScanTable(own, finds);
    if (proc_) ScanOtherTables(process.get(), position, !empty, finds);
    const bool found = finds->owners.size() > begin;
    if (next != kUnbounded) {
      auto split = std::make_shared<SplitProcess>(std::move(process), position, next / kBlock);
      split->found = found;
      splits_.Add(split);
      return split;
    }
    if (found) AddNames(process.get(), position, finds);
    return nullptr;
  }

  void ScanOtherTables(int process, size_t position, bool leader_has_table, Finds* finds) {
    const TableFacts facts{leader_has_table, own_pids_, sizes_known_};
    const ThreadTables tables = OtherTables(process, pids_[position], facts, &finds->reader);
    Table table{process, "", position, kThreadTableOrder, kUnbounded};
    bool whole = true;
    for (const uint32_t thread : tables.others) whole = ScanThread(&table, thread, leader_has_table, finds) && whole;
    uint64_t left = kMostUntold;
    table.left = &left;
    for (size_t i = 0; whole && i < tables.untold.size(); i++) whole = ScanThread(&table, tables.untold[i], leader_has_table, finds);
    if (!whole) finds->untold++;
  }

  // False when not all descriptors were read that the thread may have for itself.
  bool ScanThread(Table* table, uint32_t thread, bool leader_has_table, Finds* finds) {
    const size_t before = finds->owners.size();
    table->folder = "task/" + std::to_string(thread) + "/fd";
    table->order++;
    try {
      return ScanTable(*table, finds) == kUnbounded;
    } catch (const SysError& error) {
      // A thread may end at any time, with what was found of it, and only root may look into one that is about to; its process
      // lives on.
      const bool ended = OutcomeOf(error) == Outcome::kVanished || IsEnding(table->process, thread);
      if (OutcomeOf(error) != Outcome::kVanished && !leader_has_table) throw;
      if (finds->owners.size() > before) dropped_ = true;
      finds->owners.resize(before);
      return ended;
    }
  }

  // Helps with a process until all its blocks are taken. What cannot be read ends it for all, and its outcome drops it.
  void ScanSplit(SplitProcess* split, Finds* finds) {
    const size_t before = finds->owners.size();
    const bool read = Try(split->position, [&] {
      const UniqueFd directory = OpenFolder(split->folder.get(), "fd");
      finds->reader.Begin(directory.get());
      while (!split->ended && !Stopped()) ScanBlock(split, directory.get(), finds);
    });
    if (finds->owners.size() > before) split->found = true;
    if (!read) split->ended = true;
    if (!splits_.Leave(split) || !split->found) return;
    Try(split->position, [&] { AddNames(split->folder.get(), split->position, finds); });
    if (outcomes_[split->position] != Outcome::kRead) dropped_ = true;
  }

  void ScanBlock(SplitProcess* split, int directory, Finds* finds) {
    const uint64_t block = split->next_block++;
    const size_t before = finds->owners.size();
    finds->reader.Seek(kFirstOffset + block * kBlock);
    const uint64_t next = ScanRange(directory, split->position, (block + 1) * kBlock, finds);
    AddPart(split->position, static_cast<uint32_t>(block), before, finds);
    if (next == kUnbounded || Decided(split->position)) {
      split->ended = true;
      return;
    }
    // A gap of unused numbers is walked once, not block by block.
    uint64_t expected = block + 1;
    split->next_block.compare_exchange_strong(expected, std::max(next / kBlock, expected));
  }

  uint64_t ScanTable(const Table& table, Finds* finds) {
    const UniqueFd directory = OpenFolder(table.process, table.folder);
    finds->reader.Begin(directory.get());
    const size_t before = finds->owners.size();
    const uint64_t next = ScanRange(directory.get(), table.position, table.end, finds, table.left);
    AddPart(table.position, table.order, before, finds);
    return next;
  }

  // Reads descriptors up to `end`; returns the first one from there on, or kUnbounded when there is none.
  uint64_t ScanRange(int directory, size_t position, uint64_t end, Finds* finds, uint64_t* left = nullptr) {
    const uint32_t pid = pids_[position];
    // Entries take 24 bytes up to descriptor 9999 and 32 from there on.
    const size_t read_ahead = end == kUnbounded ? SIZE_MAX : static_cast<size_t>(kBlock * (end > 10000 ? 32 : 24));
    uint32_t fd;
    for (size_t entries = 0; const char* name = finds->reader.Next(read_ahead); entries++) {
      if (entries % 256 == 0) cancellation_.ThrowIfCancelled();
      if (!ParseNumber(name, '\0', &fd)) continue;
      if (fd >= end || (left != nullptr && *left == 0)) return fd;
      if (left != nullptr) --*left;
      const uint32_t inode = SocketInode(directory, name);
      if (inode != 0 && (!wanted_ || wanted_->Note(inode, position))) finds->owners.push_back({inode, pid, fd});
    }
    return kUnbounded;
  }

  static void AddPart(size_t position, uint32_t order, size_t begin, Finds* finds) {
    const size_t end = finds->owners.size();
    if (end > begin) finds->parts.push_back({position, order, begin, end});
  }

  void AddNames(int process, size_t position, Finds* finds) {
    const size_t begin = finds->names.size();
    const OwnerProcess named = ReadNames(process, pids_[position], &finds->reader, &finds->names);
    finds->named.push_back({position, named, begin});
  }

  // Since Linux 6.2 the size of an fd folder is the number of its descriptors; before, 0.
  off_t FolderSize(const char* name) const {
    struct stat status;
    return fstatat(root_.get(), name, &status, 0) == 0 ? status.st_size : -1;
  }

  const OwnerQuery& query_;
  const Cancellation& cancellation_;
  const UniqueFd root_;
  const std::vector<uint32_t> pids_;
  Outcomes outcomes_;
  bool proc_ = false;         // the kernel's own /proc
  bool own_pids_ = false;     // of this process's pid namespace
  bool sizes_known_ = false;  // the size of an fd folder tells whether it is empty
  std::optional<WantedInodes> wanted_;
  std::atomic<size_t> next_{0};
  std::atomic<bool> dropped_{false};
  SplitQueue splits_;
  ThreadGroup threads_;
};

}  // namespace

OwnerScan ScanProcessFds(const OwnerQuery& query, const Cancellation& cancellation) {
  {
    Scanner scanner(query, cancellation);
    OwnerScan scan = scanner.Run();
    if (!query.first_only || !scanner.dropped()) return scan;
  }
  // Others were passed over because of what was dropped, and may have the same sockets.
  OwnerQuery whole = query;
  whole.first_only = false;
  return Scanner(whole, cancellation).Run();
}

}  // namespace sockdiag
