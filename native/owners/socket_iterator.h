#ifndef SOCKDIAG_SOCKET_ITERATOR_H_
#define SOCKDIAG_SOCKET_ITERATOR_H_

#include <mutex>
#include <string>
#include <utility>

#include "base/unique_fd.h"

namespace sockdiag {

// The program that lists descriptors inside the kernel (bpf/sockets.bpf.c). Loading takes some milliseconds and is done once,
// by whoever needs it first; afterwards it is one descriptor. Any number of threads may use it at once.
class SocketIterator {
 public:
  explicit SocketIterator(std::string object) : object_(std::move(object)) {}

  // A new pass over all processes, to be read as an array of socket_record. Throws Unavailable, each time for the same reason
  // once loading has failed.
  UniqueFd Open();

 private:
  UniqueFd Load() const;

  const std::string object_;
  std::mutex mutex_;
  UniqueFd link_;
  std::string reason_;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_SOCKET_ITERATOR_H_
