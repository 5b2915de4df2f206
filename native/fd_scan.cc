#include "fd_scan.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "directory.h"
#include "sys_error.h"
#include "unique_fd.h"

namespace sockdiag {

namespace {

// netstat reads this much of a command line (net-tools, prg_cache_load()).
constexpr size_t kCommandLineMax = 511;

bool Vanished(int error) { return error == ENOENT || error == ESRCH; }
// EPERM: a Linux security module refuses with it where ptrace checks refuse with EACCES.
bool Forbidden(int error) { return error == EACCES || error == EPERM; }
// These say nothing of the process: this one is at its limits, or was told to stop.
bool Fatal(int error) { return error == EMFILE || error == ENFILE || error == ENOMEM || error == ECANCELED; }

// A decimal number that takes the whole text and fits 32 bits.
bool ParseNumber(const char* text, char end, uint32_t* number) {
  uint64_t value = 0;
  const char* at = text;
  for (; *at >= '0' && *at <= '9' && value <= UINT32_MAX; at++) value = value * 10 + static_cast<uint64_t>(*at - '0');
  if (at == text || *at != end || value > UINT32_MAX) return false;
  *number = static_cast<uint32_t>(value);
  return true;
}

// Reads a small /proc file whole. Throws SysError.
size_t ReadFileAt(int directory, const char* name, char* buffer, size_t capacity) {
  const UniqueFd file(openat(directory, name, O_RDONLY | O_CLOEXEC));
  if (!file) throw SysError("openat");
  ssize_t length;
  do {
    length = read(file.get(), buffer, capacity);
  } while (length < 0 && errno == EINTR);
  if (length < 0) throw SysError("read");
  return static_cast<size_t>(length);
}

// What one thread found, process by process, in the order it took them.
struct ThreadResult {
  struct Span {
    size_t task;  // index into the sorted pids
    size_t owners_begin, owners_end;
    OwnerProcess process;
    size_t names_begin;
  };
  OwnerScan found;
  std::vector<Span> spans;
};

class Scanner {
 public:
  Scanner(const std::string& root, const Cancellation& cancellation)
      : root_(open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)), cancellation_(cancellation) {
    if (!root_) throw SysError("open");
    DirectoryReader reader(root_.get());
    uint32_t pid;
    while (const char* name = reader.Next()) {
      if (ParseNumber(name, '\0', &pid)) pids_.push_back(pid);
    }
    std::sort(pids_.begin(), pids_.end());
  }

  OwnerScan Run(unsigned threads) {
    const size_t count = std::max<size_t>(1, std::min<size_t>(threads, pids_.size()));
    std::vector<ThreadResult> results(count);
    {
      struct Joiner {
        std::vector<std::thread> threads;
        ~Joiner() {
          for (auto& thread : threads) thread.join();
        }
      } others;
      others.threads.reserve(count - 1);
      try {
        for (size_t i = 1; i < count; i++) others.threads.emplace_back([this, &results, i] { Work(&results[i]); });
      } catch (const std::system_error&) {
        // At the limit of threads the scan is slower, not wrong: those that did start take all the work.
      }
      Work(&results[0]);
    }
    if (failure_) std::rethrow_exception(failure_);
    cancellation_.ThrowIfCancelled();
    return Merge(results);
  }

 private:
  void Work(ThreadResult* result) noexcept {
    try {
      size_t task;
      while (!failed_ && !cancellation_.cancelled() && (task = next_++) < pids_.size()) ScanProcess(task, result);
    } catch (...) {
      const std::lock_guard<std::mutex> lock(failure_mutex_);
      if (!failure_) failure_ = std::current_exception();
      failed_ = true;
    }
  }

  void ScanProcess(size_t task, ThreadResult* result) {
    const size_t owners_begin = result->found.owners.size();
    const size_t names_begin = result->found.names.size();
    try {
      const std::string pid = std::to_string(pids_[task]);
      // Everything is read through this one descriptor: should the pid be reused meanwhile, it fails with ESRCH.
      const UniqueFd directory(openat(root_.get(), pid.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
      if (!directory) throw SysError("openat");
      ReadDescriptors(directory.get(), pids_[task], &result->found.owners);
      const size_t owners_end = result->found.owners.size();
      if (owners_end > owners_begin) {
        const OwnerProcess process = ReadNames(directory.get(), pids_[task], &result->found.names);
        result->spans.push_back({task, owners_begin, owners_end, process, names_begin});
      }
      result->found.scanned++;
    } catch (const SysError& error) {
      if (Fatal(error.error())) throw;
      result->found.owners.resize(owners_begin);
      result->found.names.resize(names_begin);
      (Vanished(error.error()) ? result->found.vanished : result->found.forbidden)++;
    }
  }

  void ReadDescriptors(int process, uint32_t pid, std::vector<Owner>* owners) {
    const UniqueFd directory(openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory) throw SysError("openat");
    DirectoryReader reader(directory.get());
    char link[32];
    uint32_t fd;
    uint32_t inode;
    for (size_t entries = 0; const char* name = reader.Next(); entries++) {
      if (entries % 256 == 0) cancellation_.ThrowIfCancelled();
      if (!ParseNumber(name, '\0', &fd)) continue;
      const ssize_t length = readlinkat(directory.get(), name, link, sizeof(link) - 1);
      if (length < 0) {
        if (Fatal(errno) || Forbidden(errno)) throw SysError("readlinkat");
        // ENOENT: closed since the directory was read. ENAMETOOLONG: a file whose path is longer than a page, which no
        // socket's is. Whatever else there may be, it is no socket either.
        continue;
      }
      link[length] = '\0';
      if (std::strncmp(link, "socket:[", 8) == 0 && ParseNumber(link + 8, ']', &inode)) owners->push_back({inode, pid, fd});
    }
  }

  static OwnerProcess ReadNames(int process, uint32_t pid, std::vector<uint8_t>* names) {
    char text[kCommandLineMax];
    const size_t command_line = ReadFileAt(process, "cmdline", text, sizeof(text));
    const size_t argv0 = strnlen(text, command_line);
    names->insert(names->end(), text, text + argv0);
    size_t comm = ReadFileAt(process, "comm", text, sizeof(text));
    if (comm > 0 && text[comm - 1] == '\n') comm--;
    names->insert(names->end(), text, text + comm);
    return {pid, static_cast<uint32_t>(argv0), static_cast<uint32_t>(comm)};
  }

  OwnerScan Merge(const std::vector<ThreadResult>& results) {
    OwnerScan merged;
    std::vector<std::pair<const ThreadResult*, const ThreadResult::Span*>> spans;
    size_t owners = 0;
    for (const auto& result : results) {
      merged.scanned += result.found.scanned;
      merged.vanished += result.found.vanished;
      merged.forbidden += result.found.forbidden;
      owners += result.found.owners.size();
      for (const auto& span : result.spans) spans.emplace_back(&result, &span);
    }
    std::sort(spans.begin(), spans.end(), [](const auto& a, const auto& b) { return a.second->task < b.second->task; });
    merged.owners.reserve(owners);
    merged.processes.reserve(spans.size());
    for (const auto& [result, span] : spans) {
      const auto owner = result->found.owners.begin();
      merged.owners.insert(merged.owners.end(), owner + static_cast<ptrdiff_t>(span->owners_begin),
                           owner + static_cast<ptrdiff_t>(span->owners_end));
      merged.processes.push_back(span->process);
      const uint8_t* names = result->found.names.data() + span->names_begin;
      merged.names.insert(merged.names.end(), names, names + span->process.argv0_length + span->process.comm_length);
    }
    return merged;
  }

  UniqueFd root_;
  const Cancellation& cancellation_;
  std::vector<uint32_t> pids_;
  std::atomic<size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
};

}  // namespace

OwnerScan ScanOwners(const std::string& root, unsigned threads, const Cancellation& cancellation) {
  return Scanner(root, cancellation).Run(threads);
}

}  // namespace sockdiag
