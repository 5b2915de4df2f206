#include "bpf/load_bpf.h"

#include <unistd.h>

#include <string>
#include <system_error>

#include "base/sys_error.h"
#include "base/unavailable.h"
#include "bpf/libbpf_loader.h"
#include "bpf/light_loader.h"

namespace sockdiag {

namespace {

// EPERM and ENOSYS are said of bpf() itself, whoever calls it. ENOENT is of the search for what a program attaches to; all else
// may be a want of the light skeleton: E2BIG (before Linux 5.17) and EINVAL (before 5.14) are.
bool IsOfTheKernel(int refusal) { return refusal == EPERM || refusal == ENOSYS || refusal == ENOENT; }

// libbpf's errors of its own (enum libbpf_errno, libbpf.h) have numbers that are no errno's.
constexpr int kFirstOfLibbpf = 4000;

[[noreturn]] void ThrowRefused(int refusal, const char* hook) {
  ThrowIfAtLimits("bpf", refusal);
  // ESRCH: ENOENT in the words of libbpf.
  if (refusal == ENOENT || refusal == ESRCH) throw Unavailable(std::string("this kernel has no ") + hook);
  if (refusal >= kFirstOfLibbpf) throw Unavailable("libbpf refused the program: its error " + std::to_string(refusal));
  ThrowUnavailable("the kernel refused the program", refusal);
}

// After the kernel refused the light skeleton.
LoadedBpf LoadOtherwise(const CompiledBpf& compiled, const char* hook, int refusal) {
  if (access("/sys/kernel/btf/vmlinux", R_OK) != 0) ThrowUnavailable("no type information of the kernel: /sys/kernel/btf/vmlinux", errno);
  try {
    return LoadByLibbpf(compiled);
  } catch (const SysError& error) {
    ThrowRefused(error.error(), hook);
  } catch (const Unavailable& unavailable) {
    throw Unavailable("the kernel refused the program without libbpf: " + std::system_category().message(refusal) + "; " +
                      unavailable.what());
  }
}

}  // namespace

LoadedBpf LoadBpf(const CompiledBpf& compiled, const char* hook) {
  int refusal = 0;
  try {
    return LoadLight(compiled);
  } catch (const SysError& error) {
    refusal = error.error();
  }
  ThrowIfAtLimits("bpf", refusal);
  if (IsOfTheKernel(refusal)) ThrowRefused(refusal, hook);
  return LoadOtherwise(compiled, hook, refusal);
}

}  // namespace sockdiag
