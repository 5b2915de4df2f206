// zig 0.11 links an fstatat() of its own where glibc is older than 2.33. It sets an errno of its own too, which nobody reads
// (github.com/ziglang/zig/issues/17034), in thread-local memory that dlopen() may not find room for. This one comes before it.
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// On x64 and arm64 the kernel's struct is glibc's.
extern "C" int fstatat(int directory, const char* path, struct stat* status, int flags) noexcept {
  return static_cast<int>(syscall(SYS_newfstatat, directory, path, status, flags));
}
