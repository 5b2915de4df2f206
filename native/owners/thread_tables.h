#ifndef SOCKDIAG_THREAD_TABLES_H_
#define SOCKDIAG_THREAD_TABLES_H_

#include <cstdint>
#include <vector>

#include "owners/directory.h"

namespace sockdiag {

// Whether the process whose folder of threads this is has one thread; false when it cannot be told.
bool HasOneThread(int directory, const char* name);

// Threads share one table of descriptors, and <pid>/fd shows the thread-group leader's. It is not all when a thread left the
// shared table (unshare(CLONE_FILES)), and nothing when the leader has ended before its threads. Returns one thread for each
// table that is not the leader's. Throws SysError.
//   process: the process's folder
//   leader_has_table: the leader lives
//   compare: pids in the folder are those of this process's pid namespace, which is what kcmp() takes
std::vector<uint32_t> OtherTables(int process, uint32_t pid, bool leader_has_table, bool compare, DirectoryReader* reader);

}  // namespace sockdiag

#endif  // SOCKDIAG_THREAD_TABLES_H_
