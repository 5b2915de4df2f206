// SysError and Unavailable, while all that may change errno does: in this program every exception's memory, every allocation and
// every close() leaves an errno behind, so that all its tests find who reads errno too late.
#include "base/sys_error.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <new>
#include <string>
#include <type_traits>

#include "base/unavailable.h"
#include "base/unique_fd.h"
#include "check.h"
#include "owners/proc_files.h"

namespace {

// No call that is tested fails with it.
constexpr int kSpoiled = ENOTRECOVERABLE;

}  // namespace

// In place of the C++ library's.
extern "C" void* __cxa_allocate_exception(size_t size) noexcept {
  static const auto library = reinterpret_cast<void* (*)(size_t)>(dlsym(RTLD_NEXT, "__cxa_allocate_exception"));
  void* const exception = library(size);
  errno = kSpoiled;
  return exception;
}

// The sanitizers have their own of these.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
void* operator new(size_t size) {
  void* const memory = std::malloc(size == 0 ? 1 : size);
  errno = kSpoiled;
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void operator delete(void* memory) noexcept {
  std::free(memory);
  errno = kSpoiled;
}

void operator delete(void* memory, size_t) noexcept { operator delete(memory); }

extern "C" int close(int fd) {
  const auto result = static_cast<int>(syscall(SYS_close, fd));
  if (result == 0) errno = kSpoiled;
  return result;
}
#endif

using namespace sockdiag;
using namespace sockdiag::test;

// Two functions make one, and copying it is what `throw` needs: there is no constructor to be given an errno too late.
static_assert(!std::is_default_constructible_v<SysError>);
static_assert(!std::is_constructible_v<SysError, const char*>);
static_assert(!std::is_constructible_v<SysError, const char*, int>);
static_assert(!std::is_constructible_v<SysError, int>);
static_assert(!std::is_aggregate_v<SysError>);

TEST("making an exception changes errno in this program") {
  errno = EACCES;
  try {
    throw 1;
  } catch (int) {
  }
  CHECK(errno == kSpoiled);
}

TEST("a failed call's errno is the one it left, whatever the exception's memory does to it") {
  for (const int error : {EACCES, ENOENT, EPERM, EMFILE, ENOMEM, EAGAIN}) {
    CHECK(ErrorOf([error] {
            errno = error;
            ThrowErrno("open");
          }) == error);
  }
  CHECK(ErrorOf([] { ThrowSysError("recvmsg", EBADMSG); }) == EBADMSG);
}

TEST("a failed call's errno is the one it left, though a descriptor is closed on the way") {
  CHECK(ErrorOf([] {
          const UniqueFd other(open("/dev/null", O_RDONLY | O_CLOEXEC));
          const std::string text(1000, 'x');
          if (open("/nowhere/at/all", O_RDONLY | O_CLOEXEC) < 0) ThrowErrno("open");
        }) == ENOENT);
}

TEST("an error that is handed on keeps its errno and its call") {
  try {
    try {
      ThrowSysError("openat", EMFILE);
    } catch (const SysError& error) {
      OutcomeOf(error);
    }
    CHECK(!"it was handed on");
  } catch (const SysError& error) {
    CHECK(error.error() == EMFILE && std::string(error.syscall()) == "openat");
  }
}

TEST("the words for an errno are those of the errno that was given") {
  try {
    ThrowUnavailable("no program", EACCES);
  } catch (const Unavailable& unavailable) {
    CHECK(unavailable.what() == std::string("no program: Permission denied"));
  }
}
