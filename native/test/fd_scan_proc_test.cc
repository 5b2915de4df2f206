// ScanProcessFds over the kernel's own /proc, while processes come and go.
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <string>

#include "check.h"
#include "owners/fd_scan.h"
#include "proc_tree.h"
#include "process.h"
#include "scans.h"
#include "sockets.h"

using namespace sockdiag;
using namespace sockdiag::test;

namespace {

OwnerScan ScanProc(unsigned threads) {
  const OwnerScan scan = ScanProcessFds(All("/proc", threads), Cancellation());
  CheckWellFormed(scan);
  return scan;
}

// Goes down folder by folder until the path is longer than the kernel can tell, and opens a file there.
UniqueFd OpenDeepFile(const ProcTree& tree) {
  const std::string name(250, 'd');
  UniqueFd folder(open(tree.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  for (int depth = 0; depth < 18; depth++) {
    CHECK(mkdirat(folder.get(), name.c_str(), 0700) == 0);
    folder = UniqueFd(openat(folder.get(), name.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  }
  return UniqueFd(openat(folder.get(), "file", O_RDWR | O_CREAT | O_CLOEXEC, 0600));
}

}  // namespace

TEST("this process's sockets are found, in the order of their descriptors, by any number of threads") {
  const auto sockets = SocketPairs(20);
  for (unsigned threads = 1; threads <= 8; threads *= 2) {
    const OwnerScan scan = ScanProc(threads);
    CHECK(OwnersAmong(scan, Self(), sockets) == Expected(sockets));
    CHECK(scan.scanned >= 1);
  }
  std::string comm;
  std::getline(std::ifstream("/proc/self/comm"), comm);
  CHECK(NamesOf(ScanProc(2), Self()).second == comm);
}

TEST("thousands of sockets in one process are all found") {
  LimitFds(8000);
  const auto sockets = SocketPairs(3000);
  CHECK(OwnersAmong(ScanProc(2), Self(), sockets) == Expected(sockets));
}

TEST("a socket that was passed to another process has two owners") {
  auto channel = SocketPairs(1);
  auto back = SocketPairs(1);
  const Child other([&] {
    const bool taken = Take(channel[1].get());
    send(back[1].get(), taken ? "y" : "n", 1, 0);
    pause();
  });
  const auto passed = SocketPairs(1);
  Pass(channel[0].get(), passed[0].get());
  char answer = 0;
  CHECK(recv(back[0].get(), &answer, 1, 0) == 1 && answer == 'y');
  const OwnerScan scan = ScanProc(2);
  const uint32_t inode = InodeOf(passed[0].get());
  std::vector<uint32_t> pids;
  for (const auto& owner : scan.owners) {
    if (owner.inode == inode) pids.push_back(owner.pid);
  }
  CHECK(pids == (std::vector<uint32_t>{std::min(Self(), other.pid()), std::max(Self(), other.pid())}));
}

TEST("a stable socket is found in every scan while processes come and go") {
  const auto sockets = SocketPairs(8);
  // Each inherits the sockets and some of its own, and is gone at once or after a moment.
  const Child churn([] {
    for (unsigned i = 0;; i++) {
      const pid_t pid = fork();
      if (pid == 0) {
        const int own = socket(AF_UNIX, SOCK_DGRAM, 0);
        if (i % 4 == 0) usleep(500);
        _exit(own < 0);
      }
      if (i % 8 == 7) {
        while (waitpid(-1, nullptr, 0) > 0) {
        }
      }
    }
  });
  for (unsigned i = 0; i < 15; i++) {
    CHECK(OwnersAmong(ScanProc(1 + i % 4), Self(), sockets) == Expected(sockets));
  }
}

TEST("an open file whose path is longer than the kernel can tell does not fail the scan") {
  const ProcTree tree;
  const auto sockets = SocketPairs(1);
  const UniqueFd deep = OpenDeepFile(tree);
  CHECK(deep);
  char link[8192];
  CHECK(readlink(("/proc/self/fd/" + std::to_string(deep.get())).c_str(), link, sizeof(link)) < 0 &&
        errno == ENAMETOOLONG);
  CHECK(OwnersAmong(ScanProc(2), Self(), sockets) == Expected(sockets));
}

TEST("scans that ended in any way leave no descriptor and no thread behind") {
  const ProcTree tree;
  const size_t fds = CountEntries("/proc/self/fd");
  const size_t threads = CountEntries("/proc/self/task");
  for (unsigned i = 0; i < 12; i++) {
    Cancellation cancellation;
    if (i % 3 == 0) cancellation.Cancel();
    ErrorOf([&] { ScanProcessFds(All(i % 3 == 1 ? tree.path() + "/missing" : "/proc", 4), cancellation); });
  }
  CHECK(CountEntries("/proc/self/fd") == fds);
  // A joined thread stays listed until the kernel has taken it out.
  for (int tries = 0; CountEntries("/proc/self/task") > threads && tries < 100000; tries++) sched_yield();
  CHECK(CountEntries("/proc/self/task") == threads);
}
