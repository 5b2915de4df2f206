#ifndef SOCKDIAG_THREAD_TABLES_H_
#define SOCKDIAG_THREAD_TABLES_H_

#include <cstdint>
#include <vector>

#include "owners/directory.h"

namespace sockdiag {

// Whether the process whose folder of threads this is has one thread; false when it cannot be told.
bool HasOneThread(int directory, const char* name);

struct ThreadTables {
  std::vector<uint32_t> others;  // one thread for each table that is known not to be the leader's
  std::vector<uint32_t> untold;  // threads of which it is not known whether they have the leader's table, one of those, or their own
};

// What is known of a process besides its folder.
struct TableFacts {
  bool leader_has_table;  // the leader lives
  bool compare;           // pids in the folder are those of this process's pid namespace, which is what kcmp() takes
  bool sizes;             // the size of an fd folder is the number of its descriptors
};

// Threads share one table of descriptors, and <pid>/fd shows the thread-group leader's. It is not all when a thread left the
// shared table (unshare(CLONE_FILES)), and nothing when the leader has ended before its threads. Where kcmp() is refused or not
// there, the number of descriptors tells tables apart, as far as it goes. Throws SysError.
//   process: the process's folder
ThreadTables OtherTables(int process, uint32_t pid, const TableFacts& facts, DirectoryReader* reader);

// Whether a thread is about to end: its descriptors are closed already or in a moment.
bool IsEnding(int process, uint32_t thread);

}  // namespace sockdiag

#endif  // SOCKDIAG_THREAD_TABLES_H_
