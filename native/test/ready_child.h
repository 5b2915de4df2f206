#ifndef SOCKDIAG_TEST_READY_CHILD_H_
#define SOCKDIAG_TEST_READY_CHILD_H_

#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.h"
#include "check.h"
#include "owners/proc_files.h"
#include "process.h"
#include "sockets.h"

namespace sockdiag::test {

// Closes every descriptor of this process but one.
inline void CloseAllBut(int kept) {
  std::vector<uint32_t> open;
  {
    const UniqueFd folder = OpenFolder(AT_FDCWD, "/proc/self/fd");
    DirectoryReader reader;
    open = ListNumbers(folder.get(), &reader);
  }
  for (const uint32_t number : open) {
    if (static_cast<int>(number) != kept) close(static_cast<int>(number));
  }
}

// A child that has come to rest when its object is made: `work` prepares it and calls what it is given, `ready`. Its descriptors
// are those that `work` made, and `socket`, when one is lent to it.
class ReadyChild {
 public:
  template <typename Work>
  explicit ReadyChild(Work work, int socket = -1)
      : told_(), child_([&] {
          CloseAllBut(socket);
          work([told = told_.word](uint32_t word = 1) { *told = word; });
          for (;;) pause();
        }) {
    while (told() == 0) {
      CHECK(!child_.Ended());
      sched_yield();
    }
  }

  uint32_t pid() const { return child_.pid(); }
  // What `work` said, if it said something of its own.
  uint32_t told() const { return *told_.word; }
  void End() { child_.End(); }

 private:
  // Shared memory: a pipe would be one more descriptor.
  struct Told {
    Told() : memory(mmap(nullptr, sizeof(*word), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
      CHECK(memory != MAP_FAILED);
      word = new (memory) std::atomic<uint32_t>(0);
    }
    ~Told() { munmap(memory, sizeof(*word)); }
    void* memory;
    std::atomic<uint32_t>* word;
  };
  Told told_;
  Child child_;
};

// Waits until a process has ended and its parent has not yet asked for it.
inline void AwaitZombie(uint32_t pid) {
  for (int tries = 0; tries < 200000; tries++) {
    std::string line;
    std::getline(std::ifstream("/proc/" + std::to_string(pid) + "/stat"), line);
    const size_t name_end = line.rfind(')');
    if (name_end != std::string::npos && line.compare(name_end + 2, 1, "Z") == 0) return;
    sched_yield();
  }
  CHECK(!"the process never ended");
}

// Ends the thread-group leader while `count` other threads, which have done `work`, live on.
template <typename Work, typename Ready>
void LeaveThreads(unsigned count, Work work, Ready ready) {
  const auto working = std::make_shared<std::atomic<unsigned>>(count);
  for (unsigned i = 0; i < count; i++) {
    std::thread([=] {
      work(i);
      if (--*working == 0) {
        AwaitZombie(Self());
        ready();
      }
      for (;;) pause();
    }).detach();
  }
  syscall(SYS_exit, 0);
}

// Starts a thread that does `work` and then stays; returns when the work is done.
template <typename Work>
void StayingThread(Work work) {
  std::atomic<bool> done{false};
  std::thread([&done, work] {
    work();
    done = true;
    for (;;) pause();
  }).detach();
  while (!done) sched_yield();
}

// A process of its own that shares this one's table of descriptors, as vfork() and some runtimes make them.
template <typename Work>
pid_t ShareTable(Work work) {
  const long pid = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
  CHECK(pid >= 0);
  if (pid > 0) return static_cast<pid_t>(pid);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  work();
  for (;;) pause();
}

inline int NewSocket() {
  const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  CHECK(fd >= 0);
  return fd;
}

// As many descriptors as a test needs; a higher limit stays.
inline void AllowFds(size_t count) {
  rlimit limits{};
  CHECK(getrlimit(RLIMIT_NOFILE, &limits) == 0);
  if (limits.rlim_cur >= count) return;
  limits.rlim_cur = count;
  limits.rlim_max = std::max(limits.rlim_max, limits.rlim_cur);
  if (setrlimit(RLIMIT_NOFILE, &limits) != 0) throw Missing{"a limit of " + std::to_string(count) + " descriptors"};
}

}  // namespace sockdiag::test

#endif  // SOCKDIAG_TEST_READY_CHILD_H_
