#ifndef SOCKDIAG_TEST_REFUSED_CALL_H_
#define SOCKDIAG_TEST_REFUSED_CALL_H_

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cstddef>
#include <cstdint>

#include "check.h"

namespace sockdiag::test {

// From now on the kernel answers this thread's bpf() with `error` when it is of this command. Not to be undone.
inline void RefuseBpf(int command, int error) {
  const auto load = [](size_t offset) { return sock_filter(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(offset))); };
  const auto unless = [](long value, uint8_t skipped) {
    return sock_filter(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(value), 0, skipped));
  };
  const auto answer = [](uint32_t value) { return sock_filter(BPF_STMT(BPF_RET | BPF_K, value)); };
  sock_filter filter[] = {
      load(offsetof(seccomp_data, nr)),
      unless(SYS_bpf, 3),
      load(offsetof(seccomp_data, args)),  // its low half, on little-endian machines
      unless(command, 1),
      answer(SECCOMP_RET_ERRNO | static_cast<uint32_t>(error)),
      answer(SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{sizeof(filter) / sizeof(filter[0]), filter};
  CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) throw Missing{"seccomp filters"};
}

}  // namespace sockdiag::test

#endif  // SOCKDIAG_TEST_REFUSED_CALL_H_
