#include "owners/thread_tables.h"

#include <linux/kcmp.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <set>
#include <string>
#include <utility>

#include "base/sys_error.h"
#include "base/unique_fd.h"
#include "owners/proc_files.h"

namespace sockdiag {

namespace {

// The links of a folder without subfolders, and of /proc/<pid>/task without threads.
constexpr nlink_t kOwnLinks = 2;

// Field 9 of /proc/<pid>/stat, counted from behind the name in brackets; and include/linux/sched.h.
constexpr int kFlagsField = 7;
constexpr unsigned long kExiting = 0x4;

// Compares the tables of two threads as long as the kernel answers.
class Comparison {
 public:
  explicit Comparison(bool compare) : compare_(compare) {}

  void Begin() { told_ = compare_; }
  // False: since Begin() an answer was refused, and those that were given mean nothing.
  bool told() const { return told_; }

  // In the kernel's own order of tables: 0 for one and the same, 1 for below. ESRCH: one has ended, and if it was the one with
  // whom the other is compared, nobody else may have the other's table.
  int operator()(uint32_t a, uint32_t b) {
    if (!told_) return 0;
    const long order = syscall(SYS_kcmp, a, b, KCMP_FILES, 0, 0);
    if (order >= 0) return static_cast<int>(order);
    if (errno == ESRCH) return 2;
    told_ = false;
    return 0;
  }

 private:
  const bool compare_;
  bool told_ = false;
};

off_t TableSize(int process, const std::string& folder) {
  struct stat status;
  return fstatat(process, folder.c_str(), &status, 0) == 0 ? status.st_size : 0;
}

// Two tables of different sizes are two; of one size they may be one.
void TellBySize(int process, ThreadTables* tables) {
  std::set<off_t> sizes = {TableSize(process, "fd")};
  std::vector<uint32_t> untold;
  for (const uint32_t thread : tables->untold) {
    const off_t size = TableSize(process, "task/" + std::to_string(thread) + "/fd");
    if (size == 0) continue;
    (sizes.insert(size).second ? tables->others : untold).push_back(thread);
  }
  tables->untold = std::move(untold);
}

}  // namespace

bool HasOneThread(int directory, const char* name) {
  struct stat status;
  return fstatat(directory, name, &status, 0) == 0 && status.st_nlink <= kOwnLinks + 1;
}

ThreadTables OtherTables(int process, uint32_t pid, const TableFacts& facts, DirectoryReader* reader) {
  ThreadTables tables;
  if (HasOneThread(process, "task")) return tables;
  const UniqueFd tasks = OpenFolder(process, "task");
  std::vector<uint32_t>& others = tables.others;  // in the kernel's order, so that as many tables as threads do not take their square
  Comparison compare(facts.compare);
  const auto below = [&compare](uint32_t a, uint32_t b) { return compare(a, b) == 1; };
  for (const uint32_t thread : ListNumbers(tasks.get(), reader)) {
    if (thread == pid) continue;
    compare.Begin();
    const bool shared = facts.leader_has_table && compare(thread, pid) == 0;
    const auto at = shared ? others.end() : std::lower_bound(others.begin(), others.end(), thread, below);
    const bool other = !shared && (at == others.end() || compare(*at, thread) != 0);
    if (!compare.told()) {
      tables.untold.push_back(thread);
    } else if (other) {
      others.insert(at, thread);
    }
  }
  if (facts.sizes && !tables.untold.empty()) TellBySize(process, &tables);
  return tables;
}

bool IsEnding(int process, uint32_t thread) {
  char text[1024];
  try {
    const std::string file = "task/" + std::to_string(thread) + "/stat";
    text[ReadFileAt(process, file.c_str(), text, sizeof(text) - 1)] = '\0';
  } catch (const SysError& error) {
    return OutcomeOf(error) == Outcome::kVanished;
  }
  const char* at = std::strrchr(text, ')');
  for (int field = 0; at != nullptr && field < kFlagsField; field++) at = std::strchr(at + 1, ' ');
  return at != nullptr && (std::strtoul(at + 1, nullptr, 10) & kExiting) != 0;
}

}  // namespace sockdiag
