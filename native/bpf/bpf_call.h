#ifndef SOCKDIAG_BPF_CALL_H_
#define SOCKDIAG_BPF_CALL_H_

#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

#include "base/sys_error.h"
#include "base/unique_fd.h"

// bpf(2): its commands and their attributes by include/uapi/linux/bpf.h, whose copy on the machine may be older than its kernel.
namespace sockdiag {

struct BpfMapCreate {
  static constexpr int kCommand = 0;
  static constexpr uint32_t kArray = 2;
  uint32_t type, key_size, value_size, max_entries, flags, inner_map_fd, numa_node;
  char name[16];
};

struct BpfMapUpdate {
  static constexpr int kCommand = 2;
  uint32_t map_fd, padding;
  uint64_t key, value, flags;
};

struct BpfProgramLoad {
  static constexpr int kCommand = 5;
  static constexpr uint32_t kSyscall = 31;
  static constexpr uint32_t kSleepable = 1 << 4;
  uint32_t type, instruction_count;
  uint64_t instructions, license;
  uint32_t log_level, log_size;
  uint64_t log;
  uint32_t kernel_version, flags;
  char name[16];
  uint32_t interface, expected_attach_type, btf_fd, function_size;
  uint64_t functions;
  uint32_t function_count, line_size;
  uint64_t lines;
  uint32_t line_count, attach_btf_id, attach_fd, relocation_count;
  uint64_t map_fds;
};

struct BpfProgramRun {
  static constexpr int kCommand = 10;
  uint32_t program_fd, result, data_in_size, data_out_size;
  uint64_t data_in, data_out;
  uint32_t repeat, duration, context_in_size, context_out_size;
  uint64_t context_in, context_out;
};

struct BpfLinkCreate {
  static constexpr int kCommand = 28;
  static constexpr uint32_t kIterator = 28;
  uint32_t program_fd, target_fd, attach_type, flags;
};

struct BpfIteratorCreate {
  static constexpr int kCommand = 33;
  uint32_t link_fd, flags;
};

template <typename Attributes>
int CallBpf(Attributes* attributes) {
  const long result = syscall(SYS_bpf, Attributes::kCommand, attributes, sizeof(*attributes));
  if (result < 0) ThrowErrno("bpf");
  return static_cast<int>(result);
}

// Of the commands that make something, which is closed on exec.
template <typename Attributes>
UniqueFd OpenBpf(Attributes attributes) {
  return UniqueFd(CallBpf(&attributes));
}

inline uint64_t BpfPointer(const void* pointer) { return reinterpret_cast<uintptr_t>(pointer); }
inline uint32_t BpfFd(const UniqueFd& fd) { return static_cast<uint32_t>(fd.get()); }

}  // namespace sockdiag

#endif  // SOCKDIAG_BPF_CALL_H_
