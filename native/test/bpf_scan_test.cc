// The kernel's own pass over all descriptors.
#include "owners/bpf_scan.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "bpf.h"
#include "check.h"
#include "pid_namespace.h"
#include "proc_tree.h"
#include "process.h"
#include "ready_child.h"
#include "scans.h"
#include "sockets.h"

using namespace sockdiag;
using namespace sockdiag::test;

namespace {

std::string StatOf(uint32_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The line of stat with another number in field 22.
std::string StartedAt(const std::string& stat, const std::string& ticks) {
  size_t at = stat.rfind(')');
  for (int field = 2; field < 22; field++) at = stat.find(' ', at) + 1;
  return stat.substr(0, at) + ticks + stat.substr(stat.find(' ', at));
}

OwnerScan ScanPid(SocketIterator* iterator, const std::string& root, uint32_t pid) {
  OwnerQuery query = All(root, 2);
  query.pids = {{pid}};
  const OwnerScan scan = ScanByBpf(query, iterator, Cancellation());
  CheckWellFormed(scan);
  return scan;
}

}  // namespace

TEST("this process's sockets are found by the kernel's own pass, in the order of their descriptors") {
  WantBpf();
  const auto sockets = SocketPairs(2000 / 2);
  SocketIterator iterator;
  CHECK(OwnersAmong(ScanBpf(&iterator), Self(), sockets) == Expected(sockets));
}

TEST("a process of the same number that started at another time does not own what the earlier one had") {
  WantBpf();
  const ReadyChild child([](auto ready) {
    NewSocket();
    ready();
  });
  SocketIterator iterator;
  const std::string name = std::to_string(child.pid());
  const ProcTree tree;
  tree.Add(name, {}, "same", "ignored\n");
  const std::string stat = StatOf(child.pid());
  tree.Write(name + "/stat", stat);
  CHECK(NamesOf(ScanPid(&iterator, tree.path(), child.pid()), child.pid()).first == "same");
  for (const char* other : {"0", "1", "18446744073709551615"}) {
    tree.Write(name + "/stat", StartedAt(stat, other));
    const OwnerScan scan = ScanPid(&iterator, tree.path(), child.pid());
    CHECK(scan.vanished == 1 && scan.scanned == 0 && scan.owners.empty() && scan.processes.empty() && scan.names.empty());
  }
  for (const char* broken : {"", "1", "1 (x) S 2 3"}) {
    tree.Write(name + "/stat", broken);
    CHECK(ScanPid(&iterator, tree.path(), child.pid()).owners.empty());
  }
  std::filesystem::remove_all(tree.At(name));
  CHECK(ScanPid(&iterator, tree.path(), child.pid()).vanished == 1);
}

TEST("under churn no number of a process names one that never had the socket, and stable sockets are always found") {
  WantPidNamespace();
  WantBpf();
  const int code = InPidNamespace([] {
    const auto sockets = SocketPairs(8);
    const Child churn([] {
      for (;;) {
        // The next process gets the number of the one before, with or without the sockets.
        for (const bool keeps : {true, false}) {
          std::ofstream("/proc/sys/kernel/ns_last_pid") << 300;
          const pid_t pid = fork();
          if (pid == 0) {
            prctl(PR_SET_NAME, keeps ? "keeps" : "closes");
            if (!keeps) CloseAllBut(-1);
            usleep(100);
            _exit(0);
          }
          waitpid(pid, nullptr, 0);
        }
      }
    });
    SocketIterator iterator;
    for (unsigned i = 0; i < 300; i++) {
      const OwnerScan scan = ScanBpf(&iterator, 1 + i % 2);
      CHECK(OwnersAmong(scan, Self(), sockets) == Expected(sockets));
      CHECK(OwnersAmong(scan, churn.pid(), sockets) == Expected(sockets));
    }
    return 0;
  });
  CHECK(code == 0);
}

TEST("a scan that is told late which sockets are wanted finds their owners and no others, whenever it is told") {
  WantBpf();
  const auto sockets = SocketPairs(20);
  const std::vector<uint32_t> wanted = {InodeOf(sockets[3].get()), InodeOf(sockets[11].get())};
  SocketIterator iterator;
  for (const int delay_us : {-1, 0, 200, 5000}) {
    OwnerQuery query = All("/proc", 2);
    query.late = std::make_shared<LateInodes>();
    if (delay_us < 0) query.late->Tell(wanted);
    Joined teller([&] {
      if (delay_us > 0) usleep(static_cast<useconds_t>(delay_us));
      query.late->Tell(wanted);
      query.late->TellAll();  // too late
    });
    const OwnerScan scan = ScanByBpf(query, &iterator, Cancellation());
    teller.join();
    CheckWellFormed(scan);
    CHECK(OwnersOf(scan, Self()).size() == wanted.size());
    for (const Owner& owner : scan.owners) CHECK(owner.inode == wanted[0] || owner.inode == wanted[1]);
  }
}

TEST("a scan that is told late of no socket finds nothing, and of all sockets everything") {
  WantBpf();
  const auto sockets = SocketPairs(20);
  SocketIterator iterator;
  OwnerQuery none = All("/proc", 2);
  none.late = std::make_shared<LateInodes>();
  none.late->Tell(std::vector<uint32_t>());
  const OwnerScan nothing = ScanByBpf(none, &iterator, Cancellation());
  CHECK(nothing.owners.empty() && nothing.processes.empty() && nothing.scanned == 0);
  OwnerQuery all = All("/proc", 2);
  all.late = std::make_shared<LateInodes>();
  all.late->TellAll();
  CHECK(OwnersAmong(ScanByBpf(all, &iterator, Cancellation()), Self(), sockets) == Expected(sockets));
}

TEST("a scan that is never told which sockets are wanted is ended by a cancellation") {
  WantBpf();
  SocketIterator iterator;
  Cancellation cancellation;
  OwnerQuery query = All("/proc", 2);
  query.late = std::make_shared<LateInodes>();
  Joined canceller([&] {
    usleep(20000);
    cancellation.Cancel();
  });
  CHECK(ErrorOf([&] { ScanByBpf(query, &iterator, cancellation); }) == ECANCELED);
  canceller.join();
}

TEST("many threads may use one iterator at once, and it loads but once") {
  WantBpf();
  const auto sockets = SocketPairs(20);
  SocketIterator iterator;
  const size_t fds = CountEntries("/proc/self/fd");
  std::vector<OwnerScan> scans(4);
  std::vector<Joined> threads;
  for (auto& scan : scans) threads.emplace_back([&] { scan = ScanByBpf(All("/proc", 2), &iterator, Cancellation()); });
  for (auto& thread : threads) thread.join();
  for (const auto& scan : scans) CHECK(OwnersAmong(scan, Self(), sockets) == Expected(sockets));
  CHECK(CountEntries("/proc/self/fd") == fds + 1);
}

TEST("an iterator leaves no descriptor behind, used or not, available or not") {
  WantBpf();
  const size_t fds = CountEntries("/proc/self/fd");
  for (int i = 0; i < 5; i++) {
    SocketIterator iterator;
    if (i > 0) ScanBpf(&iterator);
    CHECK(CountEntries("/proc/self/fd") == fds + (i > 0 ? 1 : 0));
    CHECK(!ReasonOf(kNothingBpf).empty());
  }
  CHECK(CountEntries("/proc/self/fd") == fds);
}

TEST("a cancellation ends the pass with ECANCELED") {
  WantBpf();
  SocketIterator iterator;
  Cancellation cancellation;
  cancellation.Cancel();
  CHECK(ErrorOf([&] { ScanByBpf(All("/proc", 2), &iterator, cancellation); }) == ECANCELED);
  ScanBpf(&iterator);
}

TEST("running out of descriptors is EMFILE, and when there are enough again the iterator works") {
  WantBpf();
  const UniqueFd held(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));  // else there may be none, and no process to read
  unsigned failed = 0;
  for (const bool loaded : {false, true}) {
    for (int spare = 0; spare < 12; spare++) {
      SocketIterator iterator;
      if (loaded) ScanBpf(&iterator);
      const int code = InChild([&] {
        const Cancellation none;
        const int limit = NextFd() + spare;
        LimitFds(limit);
        const int error = ErrorOf([&] { CheckWellFormed(ScanByBpf(All("/proc", 1), &iterator, none)); });
        CHECK(error == 0 || error == EMFILE);
        LimitFds(limit + 100);
        CHECK(ReasonOf(&iterator).empty());
        return error == 0 ? 0 : 1;
      });
      CHECK(code == 0 || code == 1);
      failed += code == 1;
      // The root, and the pass or a process, and one of its files.
      CHECK(!loaded || spare >= 3 || code == 1);
      CHECK(!loaded || spare < 5 || code == 0);
    }
  }
  CHECK(failed > 6);
}
