#ifndef SOCKDIAG_TEST_QUIET_WORLD_H_
#define SOCKDIAG_TEST_QUIET_WORLD_H_

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <list>
#include <set>
#include <string>
#include <system_error>
#include <tuple>

#include "pid_namespace.h"
#include "ready_child.h"
#include "scans.h"
#include "sockets.h"

namespace sockdiag::test {

// Processes at rest, one of each kind there is. To be made in a pid namespace that has nothing else in it.
class QuietWorld {
 public:
  QuietWorld() : shared_(NewSocket()) {
    AddProcesses();
    AddThreads();
    AddManyFds();
  }

  // This process with its socket, all but one that has none, one that shares a table, and two in a pid namespace below.
  size_t owners() const { return 1 + (children_.size() - 1) + 1 + 2; }

 private:
  template <typename Work>
  void Add(Work work, int socket = -1) {
    children_.emplace_back(work, socket);
  }

  void AddProcesses() {
    Add([](auto ready) { ready(); });
    Add([](auto ready) {
      open("/dev/null", O_RDWR);
      NewSocket();
      // What reads /proc/<pid>/stat has to find the end of this.
      prctl(PR_SET_NAME, ") S 1 (\n\xff");
      ready();
    });
    for (int i = 0; i < 3; i++) Add([](auto ready) { ready(); }, shared_.get());
    Add([](auto ready) {
      // Nothing more than a place in the file system, but still shown as the socket it is.
      const int socket = NewSocket();
      open(("/proc/self/fd/" + std::to_string(socket)).c_str(), O_PATH);
      ready();
    });
    Add([](auto ready) {
      NewSocket();
      ShareTable([] {});
      ready();
    });
    Add([](auto ready) {
      NewSocket();
      const pid_t zombie = fork();
      if (zombie == 0) _exit(0);
      AwaitZombie(static_cast<uint32_t>(zombie));
      ready();
    });
    Add([](auto ready) {
      CHECK(unshare(CLONE_NEWPID) == 0);
      NewSocket();
      if (fork() != 0 && fork() != 0) ready();
    });
    Add([this](auto ready) {
      int ends[2];
      CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
      Pass(ends[0], shared_.get());
      close(shared_.get());
      CHECK(Take(ends[1]));
      ready();
    }, shared_.get());
  }

  void AddThreads() {
    Add([](auto ready) {
      NewSocket();
      StayingThread([] {
        CHECK(unshare(CLONE_FILES) == 0);
        CHECK(dup2(NewSocket(), 3000) == 3000);
      });
      NewSocket();
      for (int i = 0; i < 20; i++) StayingThread([] {});
      ready();
    });
    Add([](auto ready) {
      NewSocket();
      LeaveThreads(4, [](unsigned) {}, ready);
    });
    Add([](auto ready) {
      NewSocket();
      LeaveThreads(
          3,
          [](unsigned i) {
            if (i == 0) return;
            CHECK(unshare(CLONE_FILES) == 0);
            CHECK(dup2(NewSocket(), static_cast<int>(50 + i)) >= 0);
          },
          ready);
    });
  }

  void AddManyFds() {
    Add([](auto ready) {
      AllowFds(kFds);
      for (size_t i = 0; i < kFds && socket(AF_UNIX, SOCK_DGRAM, 0) >= 0; i++) {
      }
      ready();
    });
    Add([](auto ready) {
      AllowFds(kFds);
      const int socket = NewSocket();
      for (const int fd : {2047, 2048, 9999, 10000, 14336, static_cast<int>(kFds) - 1}) CHECK(dup2(socket, fd) == fd);
      ready();
    });
  }

  static constexpr size_t kFds = 20000;

  const UniqueFd shared_;
  std::list<ReadyChild> children_;
};

inline std::string WholeText(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The same by the plainest of means: every descriptor of every thread of every process.
inline OwnerScan ReadEveryThread() {
  namespace fs = std::filesystem;
  std::set<std::tuple<uint32_t, uint32_t, uint32_t>> found;
  OwnerScan scan;
  uint32_t pid, thread, fd;
  for (const auto& process : fs::directory_iterator("/proc")) {
    if (!ParseNumber(process.path().filename().c_str(), '\0', &pid)) continue;
    scan.scanned++;
    for (const auto& task : fs::directory_iterator(process.path() / "task")) {
      CHECK(ParseNumber(task.path().filename().c_str(), '\0', &thread));
      // Only the first user namespace's root may look into what has ended, where nothing is.
      std::error_code ended;
      for (const auto& link : fs::directory_iterator(task.path() / "fd", ended)) {
        CHECK(ParseNumber(link.path().filename().c_str(), '\0', &fd));
        const std::string target = fs::read_symlink(link.path()).string();
        if (target.rfind("socket:[", 0) == 0) found.emplace(pid, fd, static_cast<uint32_t>(std::stoul(target.substr(8))));
      }
    }
  }
  for (const auto& [owner, number, inode] : found) {
    scan.owners.push_back({inode, owner, number});
    if (!scan.processes.empty() && scan.processes.back().pid == owner) continue;
    const fs::path process = "/proc/" + std::to_string(owner);
    std::string argv0;
    for (const auto& task : fs::directory_iterator(process / "task")) {
      if (argv0.empty()) argv0 = WholeText(task.path() / "cmdline").c_str();
    }
    std::string comm = WholeText(process / "comm");
    comm.pop_back();
    scan.processes.push_back({owner, static_cast<uint32_t>(argv0.size()), static_cast<uint32_t>(comm.size())});
    scan.names.insert(scan.names.end(), argv0.begin(), argv0.end());
    scan.names.insert(scan.names.end(), comm.begin(), comm.end());
  }
  return scan;
}

}  // namespace sockdiag::test

#endif  // SOCKDIAG_TEST_QUIET_WORLD_H_
