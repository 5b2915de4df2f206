#ifndef SOCKDIAG_TEST_PID_NAMESPACE_H_
#define SOCKDIAG_TEST_PID_NAMESPACE_H_

#include <sched.h>
#include <sys/mount.h>

#include "check.h"
#include "process.h"

namespace sockdiag::test {

// What `work` returned in a child whose own children, but not it itself, are in a pid namespace of theirs.
template <typename Work>
int BesidePidNamespace(Work work) {
  return InChild([&] {
    CHECK(unshare(CLONE_NEWPID | CLONE_NEWNS) == 0);
    CHECK(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0);
    return work();
  });
}

inline void MountProc() { CHECK(mount("proc", "/proc", "proc", 0, nullptr) == 0); }

// What `work` returned as the first process of a pid namespace with a /proc of its own, where nothing moves but what it starts.
template <typename Work>
int InPidNamespace(Work work) {
  return BesidePidNamespace([&] {
    return InChild([&] {
      MountProc();
      return work();
    });
  });
}

// A test that runs in one begins with this.
inline void WantPidNamespace() {
  const int code = InChild([] { return unshare(CLONE_NEWPID | CLONE_NEWNS) == 0 ? 0 : 1; });
  if (code != 0) throw Missing{"a pid namespace of its own wants root"};
}

}  // namespace sockdiag::test

#endif  // SOCKDIAG_TEST_PID_NAMESPACE_H_
