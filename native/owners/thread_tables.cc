#include "owners/thread_tables.h"

#include <linux/kcmp.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "base/sys_error.h"
#include "base/unique_fd.h"
#include "owners/proc_files.h"

namespace sockdiag {

namespace {

// The links of a folder without subfolders, and of /proc/<pid>/task without threads.
constexpr nlink_t kOwnLinks = 2;

// The order of two threads' tables in the kernel's own order of them: 0 for one and the same, 1 for below.
// Where kcmp() is not allowed or not there all threads are taken to use one: nearly all do. ESRCH: one has ended, and if it was
// the one with whom the other is compared, nobody else may have the other's table.
int Compare(uint32_t a, uint32_t b, bool compare) {
  if (!compare) return 0;
  const long order = syscall(SYS_kcmp, a, b, KCMP_FILES, 0, 0);
  if (order >= 0) return static_cast<int>(order);
  return errno == ESRCH ? 2 : 0;
}

}  // namespace

bool HasOneThread(int directory, const char* name) {
  struct stat status;
  return fstatat(directory, name, &status, 0) == 0 && status.st_nlink <= kOwnLinks + 1;
}

std::vector<uint32_t> OtherTables(int process, uint32_t pid, bool leader_has_table, bool compare, DirectoryReader* reader) {
  if (HasOneThread(process, "task")) return {};
  const UniqueFd tasks = OpenFolder(process, "task");
  std::vector<uint32_t> tables;  // in the kernel's order, so that as many tables as threads do not take their square
  const auto below = [compare](uint32_t a, uint32_t b) { return Compare(a, b, compare) == 1; };
  for (const uint32_t thread : ListNumbers(tasks.get(), reader)) {
    if (thread == pid || (leader_has_table && Compare(thread, pid, compare) == 0)) continue;
    const auto at = std::lower_bound(tables.begin(), tables.end(), thread, below);
    if (at == tables.end() || Compare(*at, thread, compare) != 0) tables.insert(at, thread);
  }
  return tables;
}

}  // namespace sockdiag
