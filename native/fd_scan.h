#ifndef SOCKDIAG_FD_SCAN_H_
#define SOCKDIAG_FD_SCAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cancellation.h"

namespace sockdiag {

// One descriptor that is a socket. Three 32-bit words: JavaScript reads an array of them as a Uint32Array.
struct Owner {
  uint32_t inode;
  uint32_t pid;
  uint32_t fd;
};

// A process that has at least one socket. Its texts lie in OwnerScan::names, argv0 first, one process after the other.
struct OwnerProcess {
  uint32_t pid;
  uint32_t argv0_length;
  uint32_t comm_length;
};

struct OwnerScan {
  std::vector<Owner> owners;            // ascending pid, then the directory's order, which is ascending fd
  std::vector<OwnerProcess> processes;  // ascending pid
  std::vector<uint8_t> names;
  uint32_t scanned = 0;    // processes whose descriptors were read
  uint32_t vanished = 0;   // processes that ended during the scan
  uint32_t forbidden = 0;  // processes whose descriptors this process may not, or cannot, read
};

// Reads every <root>/<pid>/fd on `threads` threads. Throws SysError: ECANCELED, a root that cannot be read, or running out of
// descriptors or memory.
OwnerScan ScanOwners(const std::string& root, unsigned threads, const Cancellation& cancellation);

}  // namespace sockdiag

#endif  // SOCKDIAG_FD_SCAN_H_
