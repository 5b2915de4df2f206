#include "owners/bpf_scan.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <vector>

#include "base/sys_error.h"
#include "base/unique_fd.h"
#include "bpf/socket_record.h"
#include "owners/finds.h"
#include "owners/proc_files.h"
#include "owners/thread_group.h"
#include "owners/wanted_inodes.h"

namespace sockdiag {

namespace {

// The kernel hands out at most 32 KiB at a time (bpf_seq_read(), kernel/bpf/bpf_iter.c).
constexpr size_t kRecordsPerRead = 1024;
// Tables that many threads of a dead leader share come once for each of them; this bounds what they take meanwhile.
constexpr size_t kNormalizeAfter = 1 << 20;

// A process as the kernel's pass saw it.
struct Seen {
  uint32_t pid;
  uint32_t start_ticks;
  char comm[SOCKET_RECORD_COMM];
};

class BpfScanner {
 public:
  BpfScanner(const OwnerQuery& query, const Cancellation& cancellation)
      : query_(query), cancellation_(cancellation), root_(OpenFolder(AT_FDCWD, query.root)) {
    if (query.inodes) wanted_.emplace(*query.inodes);
    if (query.pids) pids_ = *query.pids;
    std::sort(pids_.begin(), pids_.end());
  }

  OwnerScan Run(SocketIterator* iterator) {
    if (!wanted_ || !wanted_->empty()) ReadRecords(iterator->Open());
    NormalizeOwners(&owners_);
    if (query_.late) KeepWanted();
    std::sort(seen_.begin(), seen_.end(), [](const Seen& a, const Seen& b) { return a.pid < b.pid; });
    const auto same = [](const Seen& a, const Seen& b) { return a.pid == b.pid; };
    seen_.erase(std::unique(seen_.begin(), seen_.end(), same), seen_.end());
    return ReadAllNames();
  }

 private:
  void ReadRecords(UniqueFd pass) {
    std::vector<socket_record> records(kRecordsPerRead);
    size_t normalize_at = kNormalizeAfter;
    for (;;) {
      cancellation_.ThrowIfCancelled();
      if (query_.late && query_.late->known()) Learn();
      if (wanted_ && wanted_->empty()) return;
      const ssize_t length = read(pass.get(), records.data(), records.size() * sizeof(socket_record));
      // EAGAIN: a million descriptors without a socket among them.
      if (length < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (length < 0) ThrowErrno("read");
      if (length == 0) return;
      if (static_cast<size_t>(length) % sizeof(socket_record) != 0) ThrowSysError("read", EBADMSG);
      const size_t count = static_cast<size_t>(length) / sizeof(socket_record);
      for (size_t i = 0; i < count; i++) Take(records[i]);
      if (owners_.size() < normalize_at) continue;
      NormalizeOwners(&owners_);
      normalize_at = std::max(kNormalizeAfter, owners_.size() * 2);
    }
  }

  void Take(const socket_record& record) {
    if (wanted_ && !wanted_->Note(record.inode, 0)) return;
    if (query_.pids && !std::binary_search(pids_.begin(), pids_.end(), record.pid)) return;
    owners_.push_back({record.inode, record.pid, record.fd});
    if (!seen_.empty() && seen_.back().pid == record.pid) return;
    Seen process{record.pid, record.start_ticks, {}};
    std::memcpy(process.comm, record.comm, sizeof(process.comm));
    seen_.push_back(process);
  }

  // Which sockets are wanted, once that is known.
  void Learn() {
    const auto& inodes = query_.late->Await(cancellation_);
    if (inodes && !wanted_) wanted_.emplace(*inodes);
  }

  // Drops what was taken before that, and the processes that have nothing else. The owners are sorted.
  void KeepWanted() {
    Learn();
    if (!wanted_) return;
    const auto strange = [this](const Owner& owner) { return !wanted_->Note(owner.inode, 0); };
    owners_.erase(std::remove_if(owners_.begin(), owners_.end(), strange), owners_.end());
    const auto below = [](const Owner& owner, uint32_t pid) { return owner.pid < pid; };
    const auto has_none = [&](const Seen& seen) {
      const auto owner = std::lower_bound(owners_.begin(), owners_.end(), seen.pid, below);
      return owner == owners_.end() || owner->pid != seen.pid;
    };
    seen_.erase(std::remove_if(seen_.begin(), seen_.end(), has_none), seen_.end());
  }

  OwnerScan ReadAllNames() {
    Outcomes outcomes(seen_.size());
    std::vector<Finds> finds(std::max(1u, query_.threads));
    std::atomic<size_t> next{0};
    ThreadGroup threads;
    threads.Run(std::min(finds.size(), std::max<size_t>(1, seen_.size())), [&](size_t i) {
      size_t position;
      while (!threads.failed() && !cancellation_.cancelled() && (position = next++) < seen_.size()) {
        outcomes[position] = ReadNames(position, &finds[i]);
      }
    });
    cancellation_.ThrowIfCancelled();
    AddParts(&finds[0]);
    return MergeFinds(finds, outcomes);
  }

  Outcome ReadNames(size_t position, Finds* finds) const {
    const Seen& seen = seen_[position];
    const size_t begin = finds->names.size();
    try {
      const UniqueFd process = OpenProcess(root_.get(), seen.pid);
      // A later process of the same number never had these sockets.
      if (StartTicks(process.get()) != seen.start_ticks) return Outcome::kVanished;
      const uint32_t argv0 = AppendArgv0(process.get(), &finds->reader, &finds->names);
      const auto comm = static_cast<uint32_t>(strnlen(seen.comm, sizeof(seen.comm)));
      finds->names.insert(finds->names.end(), seen.comm, seen.comm + comm);
      finds->named.push_back({position, {seen.pid, argv0, comm}, begin});
      return Outcome::kRead;
    } catch (const SysError& error) {
      finds->names.resize(begin);
      return OutcomeOf(error);
    }
  }

  // Field 22 of /proc/<pid>/stat. The process's name, field 2, is in brackets and may hold anything.
  static uint32_t StartTicks(int process) {
    constexpr int kFieldsAfterName = 20;
    char text[1024];
    text[ReadFileAt(process, "stat", text, sizeof(text) - 1)] = '\0';
    const char* at = std::strrchr(text, ')');
    for (int field = 0; at != nullptr && field < kFieldsAfterName; field++) at = std::strchr(at + 1, ' ');
    if (at == nullptr) ThrowSysError("read", EIO);
    return static_cast<uint32_t>(std::strtoull(at + 1, nullptr, 10));
  }

  void AddParts(Finds* finds) {
    size_t position = 0;
    for (size_t begin = 0, end; begin < owners_.size(); begin = end, position++) {
      for (end = begin; end < owners_.size() && owners_[end].pid == owners_[begin].pid;) end++;
      finds->parts.push_back({position, 0, begin, end});
    }
    finds->owners = std::move(owners_);
  }

  const OwnerQuery& query_;
  const Cancellation& cancellation_;
  const UniqueFd root_;
  std::optional<WantedInodes> wanted_;
  std::vector<uint32_t> pids_;  // sorted, when only some are wanted
  std::vector<Owner> owners_;
  std::vector<Seen> seen_;
};

}  // namespace

OwnerScan ScanByBpf(const OwnerQuery& query, SocketIterator* iterator, const Cancellation& cancellation) {
  return BpfScanner(query, cancellation).Run(iterator);
}

}  // namespace sockdiag
