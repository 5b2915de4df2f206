#include "owners/socket_iterator.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>

#include "base/sys_error.h"
#include "base/unavailable.h"
#include "bpf/bpf_call.h"
#include "bpf/load_bpf.h"
#include "bpf/sockets.bpf.h"
#include "owners/proc_files.h"

namespace sockdiag {

namespace {

// include/uapi/linux/capability.h, whose copy on the machine may be older than its kernel.
constexpr unsigned kCapSysAdmin = 21;
constexpr unsigned kCapPerfmon = 38;
constexpr unsigned kCapBpf = 39;

// Makes what the kernel did not refuse until now.
template <typename Attributes>
UniqueFd OpenOrSay(const char* what, const Attributes& attributes) {
  try {
    return OpenBpf(attributes);
  } catch (const SysError& error) {
    ThrowIfAtLimits(error.syscall(), error.error());
    ThrowUnavailable(what, error.error());
  }
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
  const UniqueFd proc = OpenFolder(AT_FDCWD, "/proc");
  if (!SeesOwnPids(proc.get())) throw Unavailable("/proc is of another pid namespace");
  if (TimeIsShifted()) throw Unavailable("this time namespace shifts the start of processes");
}

}  // namespace

SocketIterator::SocketIterator() : SocketIterator(kSocketsBpf) {}

UniqueFd SocketIterator::Load() const {
  CheckSystem();
  const LoadedBpf loaded = LoadBpf(compiled_, "task_file iterator");
  if (loaded.programs.empty()) throw Unavailable("nothing was loaded: no program");
  return OpenOrSay("the iterator could not be attached",
                   BpfLinkCreate{BpfFd(loaded.programs.front()), 0, BpfLinkCreate::kIterator, 0});
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
  return OpenOrSay("the iterator could not be started", BpfIteratorCreate{BpfFd(link_), 0});
}

}  // namespace sockdiag
