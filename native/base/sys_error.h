#ifndef SOCKDIAG_SYS_ERROR_H_
#define SOCKDIAG_SYS_ERROR_H_

#include <cerrno>
#include <exception>

namespace sockdiag {

// Throws the error of a call that failed with `error`.
[[noreturn]] void ThrowSysError(const char* syscall, int error);

// A failed system call. Thrown inside native code only: worker.h turns it into {syscall, errno} before it can reach JavaScript.
// Made by ThrowSysError() and ThrowErrno() alone: whoever wrote `throw SysError(name, errno)` would read errno after the exception's
// memory was allocated, and so perhaps that of the allocation.
class SysError : public std::exception {
 public:
  const char* syscall() const { return syscall_; }
  int error() const { return error_; }
  const char* what() const noexcept override { return syscall_; }

 private:
  SysError(const char* syscall, int error) : syscall_(syscall), error_(error) {}
  friend void ThrowSysError(const char* syscall, int error);

  const char* syscall_;
  int error_;
};

inline void ThrowSysError(const char* syscall, int error) { throw SysError(syscall, error); }

// Throws the error of the call that has just failed.
[[noreturn]] inline void ThrowErrno(const char* syscall) { ThrowSysError(syscall, errno); }

// Running out of something says nothing of the system, and may be over at the next attempt.
inline void ThrowIfAtLimits(const char* syscall, int error) {
  if (error == EMFILE || error == ENFILE || error == ENOMEM) ThrowSysError(syscall, error);
}

}  // namespace sockdiag

#endif  // SOCKDIAG_SYS_ERROR_H_
