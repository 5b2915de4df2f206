// Processes with so many descriptors that several threads read them.
#include "owners/split_process.h"

#include <sys/mount.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "check.h"
#include "owners/fd_scan.h"
#include "gate.h"
#include "pid_namespace.h"
#include "proc_tree.h"
#include "process.h"
#include "ready_child.h"
#include "scans.h"
#include "sockets.h"

using namespace sockdiag;
using namespace sockdiag::test;

namespace {

using Numbers = std::vector<int>;

constexpr int kMost = 20000;

Numbers Range(int begin, int end, int step = 1) {
  Numbers numbers;
  for (int number = begin; number < end; number += step) numbers.push_back(number);
  return numbers;
}

// Gives `socket` these numbers and no other.
void Spread(int socket, const Numbers& numbers) {
  AllowFds(kMost);
  const int kept = fcntl(socket, F_DUPFD_CLOEXEC, kMost - 1);
  CHECK(kept == kMost - 1);
  close(socket);
  for (const int number : numbers) CHECK(number == kept || dup2(kept, number) == number);
  if (numbers.back() != kept) close(kept);
}

Owners SameSocket(uint32_t inode, const Numbers& numbers) {
  Owners owners;
  for (const int number : numbers) owners.emplace_back(inode, static_cast<uint32_t>(number));
  return owners;
}

OwnerScan ScanPids(std::vector<uint32_t> pids, unsigned threads) {
  OwnerQuery query = All("/proc", threads);
  query.pids = std::move(pids);
  const OwnerScan scan = ScanProcessFds(query, Cancellation());
  CheckWellFormed(scan);
  return scan;
}

bool Contains(const Owners& all, const Owners& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

}  // namespace

TEST("of a process with descriptors in many blocks, none is lost or doubled at a border or in a gap") {
  AllowFds(kMost);
  const UniqueFd socket(NewSocket());
  const uint32_t inode = InodeOf(socket.get());
  const std::vector<Numbers> spreads = {
      Range(0, 2047),
      Range(0, 2048),
      Range(0, 2049),
      {2047},
      {2048},
      {2047, 2048, 2049},
      {4095, 4096},
      Range(0, 4096),
      Range(0, 6144),
      Range(0, 6145),
      {0, 2047, 2048, 4095, 4096, 6143, 6144, 19999},
      Range(2000, 2100),
      Range(9990, 10010),
      {0, 10000, 19999},
      {19999},
      Range(0, kMost, 2048),
      Range(2047, kMost, 2048),
      Range(0, kMost, 7),
      Range(0, kMost),
  };
  for (const auto& numbers : spreads) {
    const ReadyChild child(
        [&](auto ready) {
          Spread(socket.get(), numbers);
          ready();
        },
        socket.get());
    const Owners expected = SameSocket(inode, numbers);
    for (const unsigned threads : {1u, 2u, 3u, 4u, 8u, 2u, 3u, 4u, 8u}) {
      const OwnerScan scan = ScanPids({child.pid()}, threads);
      CHECK(OwnersOf(scan, child.pid()) == expected);
      CHECK(scan.scanned == 1 && scan.vanished == 0 && scan.forbidden == 0 && scan.processes.size() == 1);
    }
  }
}

TEST("a process with as many descriptors as the limit allows has them all found, and each socket its own number") {
  const ReadyChild child([](auto ready) {
    rlimit limits{};
    getrlimit(RLIMIT_NOFILE, &limits);
    limits.rlim_cur = std::min<rlim_t>(limits.rlim_max, kMost);
    setrlimit(RLIMIT_NOFILE, &limits);
    while (socket(AF_UNIX, SOCK_DGRAM, 0) >= 0) {
    }
    ready();
  });
  const Owners first = OwnersOf(ScanPids({child.pid()}, 1), child.pid());
  CHECK(first.size() > 1000);
  for (size_t i = 0; i < first.size(); i++) CHECK(first[i].second == i);
  for (const unsigned threads : {2u, 3u, 4u, 8u}) CHECK(OwnersOf(ScanPids({child.pid()}, threads), child.pid()) == first);
}

TEST("descriptors that stay are found in every scan while others of a split process open and close") {
  AllowFds(kMost);
  const UniqueFd socket(NewSocket());
  const Numbers stable = Range(0, 12000, 2);
  const ReadyChild child(
      [&](auto ready) {
        Spread(socket.get(), stable);
        const int other = NewSocket();
        ready();
        for (;;) {
          for (int fd = 2047; fd < 16000; fd += 2) dup2(other, fd);
          for (int fd = 2047; fd < 16000; fd += 2) close(fd);
        }
      },
      socket.get());
  const Owners expected = SameSocket(InodeOf(socket.get()), stable);
  for (unsigned i = 0; i < 24; i++) {
    Owners found = OwnersOf(ScanPids({child.pid()}, 1 + i % 4), child.pid());
    const auto other = [&](const auto& owner) { return owner.first != expected[0].first; };
    found.erase(std::remove_if(found.begin(), found.end(), other), found.end());
    CHECK(found == expected);
  }
}

TEST("a split process that ends in the middle has what it had or vanishes with all of it, and others lose nothing") {
  AllowFds(kMost);
  const UniqueFd socket(NewSocket());
  const auto spread = [&](int end) {
    return [&socket, end](auto ready) {
      Spread(socket.get(), Range(0, end));
      ready();
    };
  };
  const Owners all = SameSocket(InodeOf(socket.get()), Range(0, 12000));
  const ReadyChild other(spread(5000), socket.get());
  for (unsigned i = 0; i < 40; i++) {
    ReadyChild child(spread(12000), socket.get());
    const uint32_t pid = child.pid();
    Joined end([&child, i] {
      usleep(i * 150);
      child.End();
    });
    const OwnerScan scan = ScanPids({pid, other.pid()}, 1 + i % 4);
    end.join();
    CHECK(OwnersOf(scan, other.pid()).size() == 5000);
    CHECK(Contains(all, OwnersOf(scan, pid)));
    // One that is about to end may be looked into by root alone.
    CHECK(scan.scanned + scan.vanished + scan.forbidden == 2);
    CHECK(scan.scanned == 2 || OwnersOf(scan, pid).empty());
  }
}

TEST("a split process that ends before its name is read vanishes with all that the threads found of it") {
  WantPidNamespace();
  const int code = InPidNamespace([] {
    AllowFds(kMost);
    const UniqueFd socket(NewSocket());
    const auto spread = [&](auto ready) {
      Spread(socket.get(), Range(0, 12000));
      ready();
    };
    const ReadyChild other(spread, socket.get());
    const ProcTree tree;
    for (unsigned threads = 1; threads <= 4; threads++) {
      ReadyChild child(spread, socket.get());
      const uint32_t pid = child.pid();
      Gate gate(tree.At("cmdline"));
      CHECK(mount(tree.At("cmdline").c_str(), ("/proc/" + std::to_string(pid) + "/cmdline").c_str(), "", MS_BIND, "") == 0);
      OwnerScan scan;
      Joined thread([&] { scan = ScanPids({pid, other.pid()}, threads); });
      {
        const Gate::Held held = gate.AwaitScan();
        child.End();
      }
      thread.join();
      CHECK(scan.vanished == 1 && scan.scanned == 1 && OwnersOf(scan, pid).empty());
      CHECK(OwnersOf(scan, other.pid()).size() == 12000);
    }
    return 0;
  });
  CHECK(code == 0);
}

TEST("a split process that becomes unreadable in the middle is whole or forbidden, never a part") {
  const int code = InChild([] {
    AllowFds(kMost);
    CHECK(DropCapabilities());
    const UniqueFd socket(NewSocket());
    const ReadyChild child(
        [&](auto ready) {
          Spread(socket.get(), Range(0, 12000));
          ready();
          // What may not be dumped may not be looked into without CAP_SYS_PTRACE.
          for (int may = 0;; may = !may) {
            prctl(PR_SET_DUMPABLE, may);
            usleep(may ? 8000 : 500);
          }
        },
        socket.get());
    for (unsigned i = 0; i < 40; i++) {
      const OwnerScan scan = ScanPids({child.pid()}, 1 + i % 4);
      CHECK(scan.scanned + scan.forbidden == 1);
      CHECK(OwnersOf(scan, child.pid()).size() == (scan.scanned == 1 ? 12000u : 0u));
    }
    return 0;
  });
  CHECK(code == 0);
}

TEST("who waits for a process to help with gets it, or learns that none can come") {
  SplitQueue queue;
  CHECK(queue.Take() == nullptr && queue.Await() == nullptr);
  std::atomic<int> helped{0};
  std::vector<Joined> helpers;
  const auto split = std::make_shared<SplitProcess>(UniqueFd(), 7, 1);
  {
    const SplitQueue::Starting starting(&queue);
    for (int i = 0; i < 3; i++) {
      helpers.emplace_back([&] {
        const auto taken = queue.Await();
        if (taken == split) helped++;
        if (taken) queue.Leave(taken.get());
      });
    }
    queue.Add(split);
    while (helped < 3) sched_yield();
    split->ended = true;
    helpers.emplace_back([&] { helped += queue.Await() == nullptr ? 10 : 0; });
  }
  for (auto& helper : helpers) helper.join();
  CHECK(helped == 13);
}

TEST("the last one to leave a process that was read to its end is told so, and nobody else is") {
  SplitQueue queue;
  const auto split = std::make_shared<SplitProcess>(UniqueFd(), 0, 1);
  queue.Add(split);
  CHECK(queue.Take() == split && queue.Take() == split);
  CHECK(!queue.Leave(split.get()));
  split->ended = true;
  CHECK(queue.Take() == nullptr);
  CHECK(!queue.Leave(split.get()));
  CHECK(queue.Leave(split.get()));
}
