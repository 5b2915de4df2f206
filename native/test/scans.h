#ifndef SOCKDIAG_TEST_SCANS_H_
#define SOCKDIAG_TEST_SCANS_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "check.h"
#include "owners/fd_scan.h"

namespace sockdiag::test {

using Owners = std::vector<std::pair<uint32_t, uint32_t>>;  // (inode, fd)
using Names = std::pair<std::string, std::string>;          // argv[0] and comm

inline OwnerQuery All(const std::string& root, unsigned threads) {
  OwnerQuery query;
  query.root = root;
  query.threads = threads;
  return query;
}

inline bool operator==(const Owner& a, const Owner& b) { return a.inode == b.inode && a.pid == b.pid && a.fd == b.fd; }
inline bool operator==(const OwnerProcess& a, const OwnerProcess& b) {
  return a.pid == b.pid && a.argv0_length == b.argv0_length && a.comm_length == b.comm_length;
}

// The same owners and names, however many processes were read for them.
inline bool SameOwners(const OwnerScan& a, const OwnerScan& b) {
  return std::equal(a.owners.begin(), a.owners.end(), b.owners.begin(), b.owners.end(),
                    [](const Owner& x, const Owner& y) { return x == y; }) &&
         std::equal(a.processes.begin(), a.processes.end(), b.processes.begin(), b.processes.end(),
                    [](const OwnerProcess& x, const OwnerProcess& y) { return x == y; }) &&
         a.names == b.names;
}

inline bool Same(const OwnerScan& a, const OwnerScan& b) {
  return SameOwners(a, b) && a.scanned == b.scanned && a.vanished == b.vanished && a.forbidden == b.forbidden;
}

// What holds of every scan, whatever the processes did meanwhile.
inline void CheckWellFormed(const OwnerScan& scan) {
  size_t names = 0;
  size_t owner = 0;
  for (size_t i = 0; i < scan.processes.size(); i++) {
    const OwnerProcess& process = scan.processes[i];
    CHECK(i == 0 || scan.processes[i - 1].pid < process.pid);
    CHECK(owner < scan.owners.size() && scan.owners[owner].pid == process.pid);
    while (owner < scan.owners.size() && scan.owners[owner].pid == process.pid) owner++;
    names += process.argv0_length + process.comm_length;
  }
  CHECK(owner == scan.owners.size());
  CHECK(names == scan.names.size());
  CHECK(scan.processes.size() <= scan.scanned);
}

// argv0 and comm of one process, or two empty texts.
inline Names NamesOf(const OwnerScan& scan, uint32_t pid) {
  auto at = scan.names.begin();
  for (const auto& process : scan.processes) {
    const auto comm = at + static_cast<ptrdiff_t>(process.argv0_length);
    const auto end = comm + static_cast<ptrdiff_t>(process.comm_length);
    if (process.pid == pid) return {std::string(at, comm), std::string(comm, end)};
    at = end;
  }
  return {};
}

// (inode, fd) of one process, in the scan's order.
inline Owners OwnersOf(const OwnerScan& scan, uint32_t pid) {
  Owners found;
  for (const auto& owner : scan.owners) {
    if (owner.pid == pid) found.emplace_back(owner.inode, owner.fd);
  }
  return found;
}

}  // namespace sockdiag::test

#endif  // SOCKDIAG_TEST_SCANS_H_
