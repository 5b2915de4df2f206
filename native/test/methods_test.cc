// Both ways to find owners, with any number of threads, over the same processes.
#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include "bpf.h"
#include "check.h"
#include "owners/fd_scan.h"
#include "pid_namespace.h"
#include "quiet_world.h"
#include "scans.h"

using namespace sockdiag;
using namespace sockdiag::test;

namespace {

constexpr unsigned kThreads[] = {1, 2, 3, 4, 8};

// Of a scan's owners those of some sockets; no names.
std::vector<Owner> Among(const OwnerScan& scan, const std::vector<uint32_t>& inodes) {
  std::vector<Owner> owners;
  for (const auto& owner : scan.owners) {
    if (std::find(inodes.begin(), inodes.end(), owner.inode) != inodes.end()) owners.push_back(owner);
  }
  return owners;
}

std::map<uint32_t, uint32_t> LowestPids(const std::vector<Owner>& owners) {
  std::map<uint32_t, uint32_t> lowest;
  for (const auto& owner : owners) lowest.emplace(owner.inode, owner.pid);
  return lowest;
}

bool Equal(const std::vector<Owner>& a, const std::vector<Owner>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Owner& x, const Owner& y) { return x == y; });
}

OwnerScan Scan(const OwnerQuery& query, SocketIterator* iterator) {
  const Cancellation cancellation;
  const OwnerScan scan = iterator != nullptr ? ScanByBpf(query, iterator, cancellation) : ScanProcessFds(query, cancellation);
  CheckWellFormed(scan);
  return scan;
}

// Scans for a few sockets of the world, one of them nobody's now and then.
void CheckWanted(const OwnerScan& whole, SocketIterator* iterator) {
  std::mt19937 random(7);
  for (unsigned i = 0; i < 40; i++) {
    OwnerQuery query = All("/proc", kThreads[i % 5]);
    query.first_only = i % 2 == 0;
    query.inodes.emplace();
    for (size_t count = random() % 5; query.inodes->size() < count;) {
      query.inodes->push_back(whole.owners[random() % whole.owners.size()].inode);
    }
    if (i % 3 == 0) query.inodes->push_back(4294967295);
    const OwnerScan scan = Scan(query, iterator);
    const std::vector<Owner> expected = Among(whole, *query.inodes);
    CHECK(query.first_only ? LowestPids(scan.owners) == LowestPids(expected) : Equal(scan.owners, expected));
    CHECK(Equal(Among(scan, *query.inodes), scan.owners));
    for (const auto& process : scan.processes) CHECK(NamesOf(scan, process.pid) == NamesOf(whole, process.pid));
  }
}

void CheckPids(const OwnerScan& whole, SocketIterator* iterator) {
  for (const auto& process : whole.processes) {
    OwnerQuery query = All("/proc", 2);
    query.pids = {{process.pid, 4000000, process.pid}};
    const OwnerScan scan = Scan(query, iterator);
    CHECK(OwnersOf(scan, process.pid) == OwnersOf(whole, process.pid) && scan.processes.size() == 1);
    CHECK(NamesOf(scan, process.pid) == NamesOf(whole, process.pid));
  }
}

}  // namespace

TEST("the scan of /proc finds every descriptor of every thread, with any number of threads") {
  WantPidNamespace();
  const int code = InPidNamespace([] {
    CloseAllBut(2);
    const QuietWorld world;
    const OwnerScan expected = ReadEveryThread();
    CHECK(expected.processes.size() == world.owners() && expected.owners.size() > 1000);
    for (const unsigned threads : kThreads) CHECK(Same(Scan(All("/proc", threads), nullptr), expected));
    CheckWanted(expected, nullptr);
    CheckPids(expected, nullptr);
    return 0;
  });
  CHECK(code == 0);
}

TEST("the kernel's own pass gives the same owners, names and numbers of processes as a scan of /proc") {
  WantPidNamespace();
  WantBpf();
  const int code = InPidNamespace([] {
    CloseAllBut(2);
    const QuietWorld world;
    const OwnerScan expected = Scan(All("/proc", 1), nullptr);
    SocketIterator iterator;
    for (const unsigned threads : kThreads) {
      const OwnerScan scan = Scan(All("/proc", threads), &iterator);
      CHECK(SameOwners(scan, expected));
      CHECK(scan.scanned == scan.processes.size() && scan.vanished == 0 && scan.forbidden == 0);
    }
    CheckWanted(expected, &iterator);
    CheckPids(expected, &iterator);
    return 0;
  });
  CHECK(code == 0);
}
