// Processes whose threads do not all use one table of descriptors, and processes that share one.
#include "owners/thread_tables.h"

#include <linux/filter.h>
#include <linux/seccomp.h>

#include <cstddef>
#include <string>
#include <vector>

#include "check.h"
#include "owners/fd_scan.h"
#include "process.h"
#include "ready_child.h"
#include "scans.h"
#include "sockets.h"

using namespace sockdiag;
using namespace sockdiag::test;

namespace {

OwnerScan ScanPids(std::vector<uint32_t> pids, unsigned threads = 2) {
  OwnerQuery query = All("/proc", threads);
  query.pids = std::move(pids);
  const OwnerScan scan = ScanProcessFds(query, Cancellation());
  CheckWellFormed(scan);
  return scan;
}

// The numbers of a process's sockets, in the scan's order.
std::vector<uint32_t> Fds(const OwnerScan& scan, uint32_t pid) {
  std::vector<uint32_t> fds;
  for (const auto& owner : OwnersOf(scan, pid)) fds.push_back(owner.second);
  return fds;
}

using Numbers = std::vector<uint32_t>;

ThreadTables Told(uint32_t pid, const TableFacts& facts) {
  const UniqueFd root = OpenFolder(AT_FDCWD, "/proc");
  const UniqueFd process = OpenProcess(root.get(), pid);
  DirectoryReader reader;
  return OtherTables(process.get(), pid, facts, &reader);
}

// With the answers of kcmp() or without, and without sizes, as before Linux 6.2.
std::vector<uint32_t> Tables(uint32_t pid, bool leader_has_table, bool compare) {
  const ThreadTables tables = Told(pid, {leader_has_table, compare, false});
  CHECK(compare ? tables.untold.empty() : tables.others.empty());
  return compare ? tables.others : tables.untold;
}

// From here on this process and what it starts get EPERM from kcmp(), as in containers that allow no ptrace.
void ForbidKcmp() {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kcmp, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{static_cast<unsigned short>(sizeof(program) / sizeof(*program)), program};
  CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  CHECK(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0);
}

}  // namespace

TEST("sockets in the table that a thread made for itself are found, and what it inherited comes once") {
  const ReadyChild child([](auto ready) {
    NewSocket();
    StayingThread([] {
      CHECK(unshare(CLONE_FILES) == 0);
      CHECK(dup2(NewSocket(), 100) == 100);
      // Its own thread uses the table with it.
      StayingThread([] { NewSocket(); });
    });
    StayingThread([] {});
    NewSocket();
    ready();
  });
  const OwnerScan scan = ScanPids({child.pid()});
  // 0 in both tables; 1 is one socket in each; 2 and 100 in the thread's.
  CHECK(Fds(scan, child.pid()) == (Numbers{0, 1, 1, 2, 100}));
  CHECK(scan.processes.size() == 1 && scan.scanned == 1);
  for (const unsigned threads : {1u, 3u, 8u}) CHECK(Same(ScanPids({child.pid()}, threads), scan));
  CHECK(Tables(child.pid(), true, true).size() == 1);
  // Without kcmp() each of the three threads may be the one; a sanitizer has one more.
  CHECK(Tables(child.pid(), true, false).size() >= 3);
  CHECK(Told(child.pid(), {true, false, true}).others.size() == 1);
}

TEST("a socket that closed in the leader's table and stayed in a thread's is found") {
  const ReadyChild child([](auto ready) {
    const int socket = NewSocket();
    StayingThread([] { CHECK(unshare(CLONE_FILES) == 0); });
    close(socket);
    ready();
  });
  CHECK(Fds(ScanPids({child.pid()}), child.pid()) == (Numbers{0}));
}

TEST("the sockets of a process whose first thread has ended are found once, with the names that its threads still have") {
  const UniqueFd socket(NewSocket());
  const ReadyChild child([](auto ready) {
    NewSocket();
    NewSocket();
    prctl(PR_SET_NAME, "left behind");
    LeaveThreads(5, [](unsigned) {}, ready);
  });
  const OwnerScan scan = ScanPids({child.pid()});
  CHECK(Fds(scan, child.pid()) == (Numbers{0, 1}));
  // The same program as this one's.
  const OwnerScan own = ScanPids({Self()});
  CHECK(NamesOf(scan, child.pid()) == Names(NamesOf(own, Self()).first, "left behind"));
  CHECK(scan.scanned == 1 && scan.forbidden == 0 && scan.vanished == 0);
  // Before Linux 6.2 nothing tells that the leader is without a table, but kcmp() does.
  CHECK(Tables(child.pid(), false, true).size() == 1);
  CHECK(Tables(child.pid(), true, true).size() == 1);
  CHECK(Tables(child.pid(), false, false).size() >= 5);
  CHECK(Told(child.pid(), {false, false, true}).others.size() == 1);
}

TEST("the threads that a first thread left behind may have tables of their own") {
  const ReadyChild child([](auto ready) {
    NewSocket();
    LeaveThreads(
        4,
        [](unsigned i) {
          if (i % 2 == 0) return;
          CHECK(unshare(CLONE_FILES) == 0);
          CHECK(dup2(0, static_cast<int>(10 + i)) >= 0);
        },
        ready);
  });
  CHECK(Fds(ScanPids({child.pid()}), child.pid()) == (Numbers{0, 11, 13}));
  CHECK(Tables(child.pid(), false, true).size() == 3);
}

TEST("of hundreds of threads with one table each socket comes once") {
  const ReadyChild child([](auto ready) {
    NewSocket();
    for (int i = 0; i < 300; i++) StayingThread([] {});
    ready();
  });
  CHECK(Fds(ScanPids({child.pid()}), child.pid()) == (Numbers{0}));
  CHECK(Tables(child.pid(), true, true).empty());
}

TEST("of hundreds of threads with a table each every one is read, and of those that share one none twice") {
  const ReadyChild child([](auto ready) {
    NewSocket();
    for (int i = 0; i < 150; i++) {
      StayingThread([i] {
        CHECK(unshare(CLONE_FILES) == 0);
        CHECK(dup2(0, 100 + i) == 100 + i);
        StayingThread([] {});
      });
    }
    ready();
  });
  Numbers expected = {0};
  for (uint32_t i = 0; i < 150; i++) expected.push_back(100 + i);
  CHECK(Fds(ScanPids({child.pid()}), child.pid()) == expected);
  CHECK(Tables(child.pid(), true, true).size() == 150);
}

TEST("processes that share one table own its sockets each") {
  const ReadyChild child([](auto ready) {
    NewSocket();
    ready(static_cast<uint32_t>(ShareTable([] {})));
  });
  const OwnerScan scan = ScanPids({child.pid(), child.told()});
  CHECK(Fds(scan, child.pid()) == (Numbers{0}) && scan.processes.size() == 2);
  CHECK(OwnersOf(scan, child.pid()) == OwnersOf(scan, child.told()));
}

TEST("without leave to compare tables those of all threads are read") {
  const int code = InChild([] {
    const ReadyChild several([](auto ready) {
      NewSocket();
      // As many descriptors as the leader has.
      StayingThread([] {
        CHECK(unshare(CLONE_FILES) == 0);
        CHECK(dup2(NewSocket(), 100) == 100 && close(1) == 0);
      });
      NewSocket();
      ready();
    });
    const ReadyChild leaderless([](auto ready) {
      NewSocket();
      LeaveThreads(3, [](unsigned) {}, ready);
    });
    ForbidKcmp();
    const OwnerScan scan = ScanPids({several.pid(), leaderless.pid()});
    CHECK(scan.scanned == 2 && scan.forbidden == 0 && scan.vanished == 0);
    CHECK(Fds(scan, several.pid()) == (Numbers{0, 1, 100}));
    CHECK(Fds(scan, leaderless.pid()) == (Numbers{0}));
    CHECK(scan.untold == 0);
    return 0;
  });
  CHECK(code == 0);
}

TEST("without leave to compare tables a process with many threads times descriptors is read in part, and counted") {
  const int code = InChild([] {
    const ReadyChild many([](auto ready) {
      const int socket = NewSocket();
      for (int fd = 1; fd < 400; fd++) dup2(socket, fd);
      for (int i = 0; i < 40; i++) StayingThread([] {});
      // Told from the others by its size.
      StayingThread([] {
        CHECK(unshare(CLONE_FILES) == 0);
        CHECK(dup2(0, 500) == 500);
      });
      ready();
    });
    const OwnerScan compared = ScanPids({many.pid()});
    CHECK(compared.untold == 0 && compared.owners.size() == 401);
    ForbidKcmp();
    const OwnerScan scan = ScanPids({many.pid(), Self()});
    CHECK(scan.untold == 1 && scan.scanned == 2);
    CHECK(OwnersOf(scan, many.pid()) == OwnersOf(compared, many.pid()));
    return 0;
  });
  CHECK(code == 0);
}

TEST("threads that come and go with tables of their own do not disturb what their process owns") {
  const ReadyChild child([](auto ready) {
    NewSocket();
    ready();
    for (;;) {
      std::thread([] {
        CHECK(unshare(CLONE_FILES) == 0);
        for (int fd = 1; fd < 400; fd++) dup2(0, fd);
      }).join();
    }
  });
  // Of this one the threads' tables are all there is, and one that is about to end may be looked into by root alone.
  const ReadyChild empty([](auto ready) {
    ready();
    for (;;) {
      std::thread([] {
        CHECK(unshare(CLONE_FILES) == 0);
        const int socket = NewSocket();
        for (int fd = 1; fd < 400; fd++) dup2(socket, fd);
      }).join();
    }
  });
  for (unsigned i = 0; i < 300; i++) {
    const OwnerScan scan = ScanPids({child.pid(), empty.pid()}, 1 + i % 3);
    const Numbers fds = Fds(scan, child.pid());
    CHECK(!fds.empty() && fds[0] == 0);
    CHECK(scan.scanned + scan.forbidden == 2 && scan.vanished == 0);
  }
}
