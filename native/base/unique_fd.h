#ifndef SOCKDIAG_UNIQUE_FD_H_
#define SOCKDIAG_UNIQUE_FD_H_

#include <unistd.h>

#include <utility>

namespace sockdiag {

// Owns one file descriptor.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd() {
    // Linux releases the descriptor even when close() reports an error, so there is nothing to retry.
    if (fd_ >= 0) close(fd_);
  }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_UNIQUE_FD_H_
