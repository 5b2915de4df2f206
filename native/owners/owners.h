#ifndef SOCKDIAG_OWNERS_H_
#define SOCKDIAG_OWNERS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "owners/late_inodes.h"

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

struct OwnerQuery {
  std::string root = "/proc";
  unsigned threads = 1;
  std::optional<std::vector<uint32_t>> pids;    // only these processes
  std::optional<std::vector<uint32_t>> inodes;  // only these sockets
  std::shared_ptr<LateInodes> late;             // the same, told while the scan goes on; ScanByBpf() alone knows them
  // Of each wanted socket only the lowest pid matters: a scan may end when no further process can change it.
  bool first_only = false;
};

struct OwnerScan {
  std::vector<Owner> owners;            // ascending pid, then fd
  std::vector<OwnerProcess> processes;  // ascending pid
  std::vector<uint8_t> names;
  uint32_t scanned = 0;    // processes whose descriptors were read
  uint32_t vanished = 0;   // processes that ended during the scan
  uint32_t forbidden = 0;  // processes whose descriptors this process may not, or cannot, read
  // Of those that were read: processes whose threads may have tables of their own that were not
  uint32_t untold = 0;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_OWNERS_H_
