#ifndef SOCKDIAG_UNAVAILABLE_H_
#define SOCKDIAG_UNAVAILABLE_H_

#include <exception>
#include <string>
#include <system_error>
#include <utility>

namespace sockdiag {

// Says in words why a way to find owners cannot be used here. Not a failure: there is another way.
class Unavailable : public std::exception {
 public:
  explicit Unavailable(std::string reason) : reason_(std::move(reason)) {}
  const char* what() const noexcept override { return reason_.c_str(); }

 private:
  std::string reason_;
};

// With the words for an errno, which the caller has read by then: what makes the reason and the exception changes it.
[[noreturn]] inline void ThrowUnavailable(const char* what, int error) {
  throw Unavailable(what + (": " + std::system_category().message(error)));
}

}  // namespace sockdiag

#endif  // SOCKDIAG_UNAVAILABLE_H_
