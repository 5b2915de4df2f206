// The searches on threads of small stacks: musl gives a thread 128 KiB, and ulimit -s may give it less.
#include <pthread.h>
#include <sched.h>

#include <thread>

#include "bpf.h"
#include "check.h"
#include "owners/bpf_scan.h"
#include "owners/fd_scan.h"
#include "owners/socket_iterator.h"
#include "proc_tree.h"
#include "process.h"
#include "ready_child.h"
#include "scans.h"

using namespace sockdiag;
using namespace sockdiag::test;

namespace {

#if defined(__SANITIZE_ADDRESS__)
// Its red zones lie on the stack as well.
constexpr size_t kStack = 256 * 1024;
#else
constexpr size_t kStack = 64 * 1024;
#endif

// Runs `work` on a thread of a small stack, and so every thread that it starts.
template <typename Work>
int OnSmallStacks(Work work) {
#if defined(__GLIBC__) && !defined(__SANITIZE_THREAD__)
  return InChild([&] {
    pthread_attr_t attributes;
    CHECK(pthread_attr_init(&attributes) == 0 && pthread_attr_setstacksize(&attributes, kStack) == 0);
    CHECK(pthread_setattr_default_np(&attributes) == 0);
    int code = 255;
    std::thread([&] {
      pthread_attr_t own;
      size_t size = 0;
      if (pthread_getattr_np(pthread_self(), &own) == 0) pthread_attr_getstacksize(&own, &size);
      if (size <= kStack) code = work();
    }).join();
    return code;
  });
#else
  // musl's are small; ThreadSanitizer's own record of each thread lies on its stack, so that none can be.
  return kStack > 0 ? work() : 255;
#endif
}

// A process with as many descriptors as several threads share, another one without its leader.
class Holders {
 public:
  Holders()
      : many_([](auto ready) {
          AllowFds(9000);
          for (int i = 0; i < 8000; i++) NewSocket();
          ready();
        }),
        orphan_([](auto ready) {
          StayingThread([] {
            unshare(CLONE_FILES);
            NewSocket();
          });
          LeaveThreads(2, [](unsigned) { NewSocket(); }, ready);
        }) {}

  void CheckFound(const OwnerScan& scan) const {
    CHECK(OwnersOf(scan, many_.pid()).size() == 8000);
    CHECK(OwnersOf(scan, orphan_.pid()).size() >= 2);
  }

 private:
  ReadyChild many_;
  ReadyChild orphan_;
};

}  // namespace

TEST("a scan of /proc needs no more than 64 KiB of any thread's stack") {
  const Holders holders;
  for (const unsigned threads : {1u, 2u, 4u}) {
    CHECK(OnSmallStacks([&] {
            holders.CheckFound(ScanProcessFds(All("/proc", threads), Cancellation()));
            return 0;
          }) == 0);
  }
}

TEST("a scan of another folder needs no more than 64 KiB of any thread's stack") {
  const ProcTree tree;
  Fill(tree, 50);
  CHECK(OnSmallStacks([&] { return static_cast<int>(ScanProcessFds(All(tree.path(), 2), Cancellation()).scanned); }) == 50);
}

TEST("the kernel's own pass needs no more than 64 KiB of any thread's stack") {
  WantBpf();
  const Holders holders;
  CHECK(OnSmallStacks([&] {
          SocketIterator iterator;
          holders.CheckFound(ScanByBpf(All("/proc", 2), &iterator, Cancellation()));
          return 0;
        }) == 0);
}
