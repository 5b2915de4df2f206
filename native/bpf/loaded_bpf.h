#ifndef SOCKDIAG_LOADED_BPF_H_
#define SOCKDIAG_LOADED_BPF_H_

#include <vector>

#include "base/unique_fd.h"

namespace sockdiag {

// What the kernel has taken, in the order of the object's header. It keeps a program as long as this or a link to it is open.
struct LoadedBpf {
  std::vector<UniqueFd> maps;
  std::vector<UniqueFd> programs;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_LOADED_BPF_H_
