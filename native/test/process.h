#ifndef SOCKDIAG_TEST_PROCESS_H_
#define SOCKDIAG_TEST_PROCESS_H_

#include <dirent.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <string>
#include <thread>
#include <utility>

#include "check.h"

namespace sockdiag::test {

// A child that runs `work` until it returns or is ended with its parent's object.
class Child {
 public:
  template <typename Work>
  explicit Child(Work work) : pid_(fork()) {
    CHECK(pid_ >= 0);
    if (pid_ > 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    work();
    _exit(0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { End(); }

  uint32_t pid() const { return static_cast<uint32_t>(pid_); }

  void End() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    Wait();
  }

  // Whether it has ended, by itself or by a signal; it is still to be waited for.
  bool Ended() const {
    siginfo_t info{};
    return waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid_;
  }

  // The child's exit code, or -1 when a signal ended it.
  int Wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_;
};

// What `work` returned in a process of its own, for what cannot be undone in this one; 255 when it failed there.
template <typename Work>
int InChild(Work work) {
  Child child([&] {
    try {
      _exit(work());
    } catch (const Failed& failed) {
      std::fprintf(stderr, "  in a child, %s:%d: %s\n", failed.file, failed.line, failed.condition);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "  in a child: threw %s\n", error.what());
    }
    _exit(255);
  });
  return child.Wait();
}

// A thread that is waited for, also where a check fails before that. It must not need the one that waits.
class Joined {
 public:
  template <typename Work>
  explicit Joined(Work work) : thread_(std::move(work)) {}
  Joined(Joined&&) = default;
  Joined& operator=(Joined&&) = delete;
  ~Joined() { join(); }

  void join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::thread thread_;
};

// Waits until a thread of this process sleeps in poll(). That is the kernel's own word, so no time has to be guessed.
inline void AwaitPoll(pid_t thread) {
  const std::string path = "/proc/self/task/" + std::to_string(thread) + "/syscall";
  for (int tries = 0; tries < 200000; tries++) {
    long number = -1;
    std::ifstream(path) >> number;
#ifdef SYS_poll
    if (number == SYS_poll) return;
#endif
    if (number == SYS_ppoll) return;
    sched_yield();
  }
  CHECK(!"the thread never came to sleep in poll()");
}

inline pid_t ThreadId() { return static_cast<pid_t>(syscall(SYS_gettid)); }

// The next descriptor that would be given out.
inline int NextFd() {
  const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
  CHECK(fd >= 0);
  close(fd);
  return fd;
}

inline void LimitFds(int limit) {
  rlimit limits{};
  CHECK(getrlimit(RLIMIT_NOFILE, &limits) == 0);
  limits.rlim_cur = static_cast<rlim_t>(limit);
  CHECK(setrlimit(RLIMIT_NOFILE, &limits) == 0);
}

// include/uapi/linux/capability.h
inline constexpr unsigned kCapPerfmon = 38;
inline constexpr unsigned kCapBpf = 39;

// Drops all other capabilities of this thread and what it starts; false when they are kept.
inline bool KeepCapabilities(std::initializer_list<unsigned> kept) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  for (const unsigned capability : kept) data[capability / 32].effective |= 1u << (capability % 32);
  for (auto& word : data) word.permitted = word.effective;
  return syscall(SYS_capset, &header, data) == 0;
}

inline bool DropCapabilities() { return KeepCapabilities({}); }

inline size_t CountEntries(const char* path) {
  DIR* directory = opendir(path);
  CHECK(directory != nullptr);
  size_t count = 0;
  while (readdir(directory) != nullptr) count++;
  closedir(directory);
  return count;
}

}  // namespace sockdiag::test

#endif  // SOCKDIAG_TEST_PROCESS_H_
