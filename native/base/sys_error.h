#ifndef SOCKDIAG_SYS_ERROR_H_
#define SOCKDIAG_SYS_ERROR_H_

#include <cerrno>
#include <exception>

namespace sockdiag {

// A failed system call. Thrown inside native code only: worker.h turns it into {syscall, errno} before it can reach JavaScript.
class SysError : public std::exception {
 public:
  SysError(const char* syscall, int error) : syscall_(syscall), error_(error) {}
  explicit SysError(const char* syscall) : SysError(syscall, errno) {}

  const char* syscall() const { return syscall_; }
  int error() const { return error_; }
  const char* what() const noexcept override { return syscall_; }

 private:
  const char* syscall_;
  int error_;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_SYS_ERROR_H_
