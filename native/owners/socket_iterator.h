#ifndef SOCKDIAG_SOCKET_ITERATOR_H_
#define SOCKDIAG_SOCKET_ITERATOR_H_

#include <mutex>
#include <string>

#include "base/unique_fd.h"
#include "bpf/compiled_bpf.h"

namespace sockdiag {

// The program that lists descriptors inside the kernel (bpf/sockets.bpf.c). Loading takes a millisecond or two and is done once,
// by whoever needs it first; afterwards it is one descriptor. Any number of threads may use it at once.
class SocketIterator {
 public:
  SocketIterator();
  // With another program in its place.
  explicit SocketIterator(const CompiledBpf& compiled) : compiled_(compiled) {}

  // A new pass over all processes, to be read as an array of socket_record. Throws Unavailable, each time for the same reason
  // once loading has failed.
  UniqueFd Open();

 private:
  UniqueFd Load() const;

  const CompiledBpf compiled_;
  std::mutex mutex_;
  UniqueFd link_;
  std::string reason_;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_SOCKET_ITERATOR_H_
