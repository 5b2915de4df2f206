// Every reason for which the kernel's own pass cannot be had, each made to happen.
#include <dlfcn.h>
#include <sys/mount.h>

#include <fstream>
#include <string>

#include "bpf.h"
#include "check.h"
#include "owners/socket_iterator.h"
#include "pid_namespace.h"
#include "proc_tree.h"
#include "process.h"
#include "ready_child.h"

using namespace sockdiag;
using namespace sockdiag::test;

namespace {

// A program that was compiled for these tests.
std::string Compiled(const char* name) {
  const char* folder = std::getenv("SOCKDIAG_TEST_BPF_FOLDER");
  if (folder == nullptr) throw Missing{"no clang to compile a program for the test with"};
  return std::string(folder) + "/" + name;
}

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

}  // namespace

TEST("an object that is missing or broken is a reason, and the same one each time, though it be mended") {
  WantBpf();
  const ProcTree tree;
  SocketIterator iterator(tree.path() + "/object.o");
  const std::string reason = ReasonOf(&iterator);
  CHECK(reason == tree.path() + "/object.o: No such file or directory");
  std::filesystem::copy(DeliveredObject(), tree.At("object.o"));
  CHECK(ReasonOf(&iterator) == reason);
  CHECK(ReasonOf(tree.path() + "/object.o").empty());
  tree.Write("text.o", "no program");
  CHECK(Has(ReasonOf(tree.path() + "/text.o"), "/text.o: "));
  std::ifstream whole(DeliveredObject(), std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(whole)), {});
  for (size_t length = 0; length < bytes.size(); length += 97) {
    tree.Write("cut.o", bytes.substr(0, length));
    CHECK(!ReasonOf(tree.path() + "/cut.o").empty());
  }
}

TEST("a program that the kernel's verifier refuses is a reason") {
  WantBpf();
  CHECK(Has(ReasonOf(Compiled("unchecked.bpf.o")), "the kernel refused the program: "));
}

TEST("a kernel that does not know the iterator is a reason") {
  WantBpf();
  CHECK(ReasonOf(Compiled("unknown_iterator.bpf.o")) == "this kernel has no task_file iterator");
}

TEST("an object whose program is no iterator, or which has none, is a reason") {
  WantBpf();
  CHECK(Has(ReasonOf(Compiled("no_iterator.bpf.o")), "the iterator could not be attached: "));
  CHECK(Has(ReasonOf(Compiled("no_program.bpf.o")), "no program"));
}

TEST("a process without the capabilities is told which it needs") {
  const int code = InChild([] {
    CHECK(DropCapabilities());
    CHECK(ReasonOf(DeliveredObject()) == "needs CAP_BPF and CAP_PERFMON");
    return 0;
  });
  CHECK(code == 0);
}

TEST("capabilities that hold in a user namespace only are a reason, by the kernel's own word") {
  const int code = InChild([] {
    // Not unshare(), which wants a process with one thread: ThreadSanitizer has its own.
    const long pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) _exit(Has(ReasonOf(DeliveredObject()), "Operation not permitted") ? 0 : 1);
    int status = 0;
    return pid > 0 && waitpid(static_cast<pid_t>(pid), &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : 77;
  });
  if (code == 77) throw Missing{"user namespaces"};
  CHECK(code == 0);
}

TEST("a machine without libbpf, or with something else in its place, is a reason") {
  WantBpf();
  const std::string path = PathOfLibbpf();
  const int code = InMountNamespace([&] {
    CHECK(mount("/dev/null", path.c_str(), "", MS_BIND, nullptr) == 0);
    CHECK(Has(ReasonOf(DeliveredObject()), "libbpf.so.1"));
    return 0;
  });
  CHECK(code == 0);
}

TEST("a kernel that does not describe its types is a reason") {
  WantBpf();
  const int code = InMountNamespace([] {
    CHECK(mount("none", "/sys/kernel/btf", "tmpfs", 0, nullptr) == 0);
    CHECK(Has(ReasonOf(DeliveredObject()), "/sys/kernel/btf/vmlinux: No such file or directory"));
    return 0;
  });
  CHECK(code == 0);
}

TEST("a /proc of another pid namespace than this process's own is a reason") {
  WantBpf();
  WantPidNamespace();
  const int code = BesidePidNamespace([] {
    return InChild([] {
      CHECK(ReasonOf(DeliveredObject()) == "/proc is of another pid namespace");
      MountProc();
      CHECK(ReasonOf(DeliveredObject()).empty());
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
      return InChild([] { return ReasonOf(DeliveredObject()) == "this time namespace shifts the start of processes" ? 1 : 0; });
    });
  };
  const int shifted = reason_with("boottime 1000 0\n");
  if (shifted == 77) throw Missing{"time namespaces"};
  CHECK(shifted == 1);
  CHECK(reason_with("boottime 0 5000000\n") == 1);
  CHECK(reason_with("monotonic 1000 0\n") == 0);
}
