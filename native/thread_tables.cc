#include "thread_tables.h"

#include <linux/kcmp.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "proc_files.h"
#include "sys_error.h"
#include "unique_fd.h"

namespace sockdiag {

namespace {

// The links of a folder without subfolders, and of /proc/<pid>/task without threads.
constexpr nlink_t kOwnLinks = 2;

// Whether two threads use one table. Where kcmp() is not allowed or not there they are taken to: nearly all do.
bool SameTable(uint32_t a, uint32_t b, bool compare) {
  if (!compare) return true;
  return syscall(SYS_kcmp, a, b, KCMP_FILES, 0, 0) <= 0;
}

}  // namespace

bool HasOneThread(int directory, const char* name) {
  struct stat status;
  return fstatat(directory, name, &status, 0) == 0 && status.st_nlink <= kOwnLinks + 1;
}

std::vector<uint32_t> OtherTables(int process, uint32_t pid, bool leader_has_table, bool compare) {
  if (HasOneThread(process, "task")) return {};
  const UniqueFd tasks = OpenFolder(process, "task");
  std::vector<uint32_t> tables;
  if (leader_has_table) tables.push_back(pid);
  for (const uint32_t thread : ListNumbers(tasks.get())) {
    const auto same = [&](uint32_t other) { return SameTable(thread, other, compare); };
    if (thread != pid && std::none_of(tables.begin(), tables.end(), same)) tables.push_back(thread);
  }
  if (leader_has_table) tables.erase(tables.begin());
  return tables;
}

}  // namespace sockdiag
