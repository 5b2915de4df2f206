// Every reason for which the kernel's own pass cannot be had, each made to happen.
#include <dlfcn.h>
#include <sys/mount.h>

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <string>

#include "bpf.h"
#include "check.h"
#include "owners/socket_iterator.h"
#include "pid_namespace.h"
#include "process.h"
#include "ready_child.h"

using namespace sockdiag;
using namespace sockdiag::test;

namespace {

bool Has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

// The reason in a mount namespace that `work` has changed.
template <typename Work>
int InMountNamespace(Work work) {
  return InChild([&] {
    CHECK(unshare(CLONE_NEWNS) == 0);
    CHECK(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0);
    return work();
  });
}

std::string PathOfLibbpf() {
  void* library = dlopen("libbpf.so.1", RTLD_NOW | RTLD_LOCAL);
  CHECK(library != nullptr);
  Dl_info info{};
  CHECK(dladdr(dlsym(library, "bpf_object__load"), &info) != 0);
  const std::string path = info.dli_fname;
  dlclose(library);
  return path;
}

// Both forms of a program, cut after so many bytes each.
CompiledBpf CutTo(size_t length) {
  CompiledBpf cut = kSocketsBpf;
  for (BpfBytes* bytes : {&cut.object, &cut.data, &cut.instructions}) bytes->length = std::min(bytes->length, length);
  return cut;
}

void CheckBothWays(const CompiledBpf& compiled, const char* reason) {
  CHECK(Has(ReasonOf(compiled), reason));
  CHECK(Has(ReasonOf(OnlyForLibbpf(compiled)), reason));
}

}  // namespace

TEST("bytes that are no program are a reason, and the same one each time") {
  WantBpf();
  SocketIterator iterator(kNothingBpf);
  const std::string reason = ReasonOf(&iterator);
  CHECK(Has(reason, "the kernel refused the program"));
  CHECK(ReasonOf(&iterator) == reason);
  CHECK(ReasonOf().empty());
  for (size_t length = 0; length < kSocketsBpf.data.length; length += 97) CHECK(!ReasonOf(CutTo(length)).empty());
}

TEST("a program that the kernel's verifier refuses is a reason") {
  WantLibbpf();
  CheckBothWays(COMPILED(kUncheckedBpf), "the kernel refused the program: ");
}

TEST("a kernel that does not know the iterator is a reason") {
  WantLibbpf();
  CheckBothWays(COMPILED(kUnknownIteratorBpf), "this kernel has no task_file iterator");
}

TEST("an object whose program is no iterator, or which has none, is a reason") {
  WantLibbpf();
  CheckBothWays(COMPILED(kNoIteratorBpf), "the iterator could not be attached: ");
  CheckBothWays(COMPILED(kNoProgramBpf), "no program");
}

TEST("a process without the capabilities is told which it needs") {
  const int code = InChild([] {
    CHECK(DropCapabilities());
    CHECK(ReasonOf() == "needs CAP_BPF and CAP_PERFMON");
    return 0;
  });
  CHECK(code == 0);
}

TEST("capabilities that hold in a user namespace only are a reason, by the kernel's own word") {
  const int code = InChild([] {
    // Not unshare(), which wants a process with one thread: ThreadSanitizer has its own.
    const long pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) _exit(Has(ReasonOf(), "Operation not permitted") ? 0 : 1);
    int status = 0;
    return pid > 0 && waitpid(static_cast<pid_t>(pid), &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : 77;
  });
  if (code == 77) throw Missing{"user namespaces"};
  CHECK(code == 0);
}

TEST("a process without one of the two capabilities is told which it needs, and one with no more than both needs no more") {
  WantBpf();
  const auto reason_with = [](std::initializer_list<unsigned> capabilities) {
    return InChild([&] {
      CHECK(KeepCapabilities(capabilities));
      const std::string reason = ReasonOf();
      return reason.empty() ? 0 : reason == "needs CAP_BPF and CAP_PERFMON" ? 1 : 2;
    });
  };
  CHECK(reason_with({kCapBpf}) == 1);
  CHECK(reason_with({kCapPerfmon}) == 1);
  CHECK(reason_with({kCapBpf, kCapPerfmon}) == 0);
}

TEST("where the kernel refuses the light skeleton, a machine without libbpf, or with something else in its place, is a reason") {
  WantLibbpf();
  const std::string path = PathOfLibbpf();
  const int code = InMountNamespace([&] {
    CHECK(mount("/dev/null", path.c_str(), "", MS_BIND, nullptr) == 0);
    const std::string reason = ReasonOf(OnlyForLibbpf(kSocketsBpf));
    CHECK(reason.rfind("the kernel refused the program without libbpf: Argument list too long; ", 0) == 0);
    CHECK(Has(reason, "libbpf.so.1"));
    return 0;
  });
  CHECK(code == 0);
}

TEST("where the kernel takes the light skeleton, a machine without libbpf is none") {
  WantLight();
  WantLibbpf();
  const std::string path = PathOfLibbpf();
  const int code = InMountNamespace([&] {
    CHECK(mount("/dev/null", path.c_str(), "", MS_BIND, nullptr) == 0);
    CHECK(ReasonOf().empty());
    return 0;
  });
  CHECK(code == 0);
}

TEST("a kernel that does not describe its types is a reason") {
  WantLibbpf();
  const int code = InMountNamespace([] {
    CHECK(mount("none", "/sys/kernel/btf", "tmpfs", 0, nullptr) == 0);
    CHECK(Has(ReasonOf(OnlyForLibbpf(kSocketsBpf)), "/sys/kernel/btf/vmlinux: No such file or directory"));
    return 0;
  });
  CHECK(code == 0);
}

TEST("a kernel whose types are only hidden from this process is none: it finds them itself") {
  WantLight();
  const int code = InMountNamespace([] {
    CHECK(mount("none", "/sys", "tmpfs", 0, nullptr) == 0);
    CHECK(ReasonOf().empty());
    return 0;
  });
  CHECK(code == 0);
}

TEST("a /proc of another pid namespace than this process's own is a reason") {
  WantBpf();
  WantPidNamespace();
  const int code = BesidePidNamespace([] {
    return InChild([] {
      CHECK(ReasonOf() == "/proc is of another pid namespace");
      MountProc();
      CHECK(ReasonOf().empty());
      return 0;
    });
  });
  CHECK(code == 0);
}

TEST("a time namespace that shifts the start of processes is a reason, one that does not is none") {
  WantBpf();
  const auto reason_with = [](const char* offset) {
    return InChild([&] {
      if (unshare(CLONE_NEWTIME) != 0) return 77;
      std::ofstream("/proc/self/timens_offsets") << offset;
      return InChild([] { return ReasonOf() == "this time namespace shifts the start of processes" ? 1 : 0; });
    });
  };
  const int shifted = reason_with("boottime 1000 0\n");
  if (shifted == 77) throw Missing{"time namespaces"};
  CHECK(shifted == 1);
  CHECK(reason_with("boottime 0 5000000\n") == 1);
  CHECK(reason_with("monotonic 1000 0\n") == 0);
}
