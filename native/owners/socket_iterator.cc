#include "owners/socket_iterator.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <memory>

#include "base/sys_error.h"
#include "base/unavailable.h"
#include "bpf/libbpf.h"
#include "owners/proc_files.h"

namespace sockdiag {

namespace {

// include/uapi/linux/bpf.h, whose copy on the machine may be older than its kernel.
constexpr int kBpfIterCreate = 33;
struct IterCreate {
  uint32_t link_fd;
  uint32_t flags;
};

// include/uapi/linux/capability.h; likewise.
constexpr unsigned kCapSysAdmin = 21;
constexpr unsigned kCapPerfmon = 38;
constexpr unsigned kCapBpf = 39;

// Running out of something says nothing of the system, and may be over at the next attempt.
void ThrowIfAtLimits(const char* operation, int error) {
  if (error == EMFILE || error == ENFILE || error == ENOMEM) ThrowSysError(operation, error);
}

// Of a call that has just failed, for whatever reason.
[[noreturn]] void ThrowFailed(const char* operation, const char* what) {
  const int error = errno;
  ThrowIfAtLimits(operation, error);
  ThrowUnavailable(what, error);
}

bool HasCapabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  if (syscall(SYS_capget, &header, data) != 0) return false;
  const auto has = [&](unsigned capability) { return (data[capability / 32].effective >> (capability % 32) & 1) != 0; };
  return has(kCapSysAdmin) || (has(kCapBpf) && has(kCapPerfmon));
}

// A process is told from a later one of its number by its start, which in a time namespace /proc shows shifted.
bool TimeIsShifted() {
  char text[256];
  try {
    const size_t length = ReadFileAt(AT_FDCWD, "/proc/self/timens_offsets", text, sizeof(text) - 1);
    text[length] = '\0';
  } catch (const SysError& error) {
    OutcomeOf(error);  // throws what is no answer
    return false;      // a kernel without time namespaces
  }
  long monotonic, boottime, nanoseconds, more_nanoseconds;
  const int found = std::sscanf(text, "monotonic %ld %ld boottime %ld %ld", &monotonic, &nanoseconds, &boottime, &more_nanoseconds);
  return found == 4 && (boottime != 0 || more_nanoseconds != 0);
}

void CheckSystem() {
  if (!HasCapabilities()) throw Unavailable("needs CAP_BPF and CAP_PERFMON");
  if (access("/sys/kernel/btf/vmlinux", R_OK) != 0) ThrowUnavailable("no type information of the kernel: /sys/kernel/btf/vmlinux", errno);
  const UniqueFd proc = OpenFolder(AT_FDCWD, "/proc");
  if (!SeesOwnPids(proc.get())) throw Unavailable("/proc is of another pid namespace");
  if (TimeIsShifted()) throw Unavailable("this time namespace shifts the start of processes");
}

}  // namespace

UniqueFd SocketIterator::Load() const {
  CheckSystem();
  const Libbpf bpf;
  const auto close = [&bpf](bpf_object* object) { bpf.object_close(object); };
  const std::unique_ptr<bpf_object, decltype(close)> object(bpf.object_open_file(object_.c_str(), nullptr), close);
  if (!object) ThrowFailed("open", object_.c_str());
  const int error = -bpf.object_load(object.get());
  ThrowIfAtLimits("bpf", error);
  // What libbpf says when the kernel's types lack the iterator.
  if (error == ESRCH) throw Unavailable("this kernel has no task_file iterator");
  if (error != 0) ThrowUnavailable("the kernel refused the program", error);
  const auto destroy = [&bpf](bpf_link* link) { bpf.link_destroy(link); };
  bpf_program* program = bpf.object_next_program(object.get(), nullptr);
  if (program == nullptr) throw Unavailable(object_ + ": no program");
  const std::unique_ptr<bpf_link, decltype(destroy)> link(bpf.program_attach_iter(program, nullptr), destroy);
  if (!link) ThrowFailed("bpf", "the iterator could not be attached");
  // The copy keeps the program when libbpf's objects are gone.
  UniqueFd copy(fcntl(bpf.link_fd(link.get()), F_DUPFD_CLOEXEC, 0));
  if (!copy) ThrowErrno("fcntl");
  return copy;
}

UniqueFd SocketIterator::Open() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!reason_.empty()) throw Unavailable(reason_);
  try {
    if (!link_) link_ = Load();
  } catch (const Unavailable& unavailable) {
    reason_ = unavailable.what();
    throw;
  }
  IterCreate create{static_cast<uint32_t>(link_.get()), 0};
  UniqueFd pass(static_cast<int>(syscall(SYS_bpf, kBpfIterCreate, &create, sizeof(create))));
  if (!pass) ThrowFailed("bpf", "the iterator could not be started");
  return pass;
}

}  // namespace sockdiag
