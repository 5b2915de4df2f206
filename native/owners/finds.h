#ifndef SOCKDIAG_FINDS_H_
#define SOCKDIAG_FINDS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "owners/directory.h"
#include "owners/owners.h"
#include "owners/proc_files.h"

namespace sockdiag {

// What became of each process of a scan.
using Outcomes = std::vector<std::atomic<Outcome>>;

// What one thread of a scan found: parts of processes, in the order it took them; and what it reads folders with.
struct Finds {
  struct Part {
    size_t position;  // of the process in the scan
    uint32_t order;   // of the part in its process
    size_t begin, end;
  };
  struct Named {
    size_t position;
    OwnerProcess process;
    size_t begin;
  };

  std::vector<Owner> owners;
  std::vector<Part> parts;
  std::vector<uint8_t> names;
  std::vector<Named> named;
  uint32_t untold = 0;  // as in OwnerScan
  DirectoryReader reader;
};

// Puts together what the threads found, ascending pid, then fd, without the processes whose outcome is not kRead.
OwnerScan MergeFinds(const std::vector<Finds>& threads, const Outcomes& outcomes);

// Sorts each process's owners by fd where they are not, and drops doubles: tables of threads share what they inherited.
void NormalizeOwners(std::vector<Owner>* owners);

}  // namespace sockdiag

#endif  // SOCKDIAG_FINDS_H_
