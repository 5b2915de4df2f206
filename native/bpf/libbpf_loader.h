#ifndef SOCKDIAG_LIBBPF_LOADER_H_
#define SOCKDIAG_LIBBPF_LOADER_H_

#include "bpf/compiled_bpf.h"
#include "bpf/loaded_bpf.h"

namespace sockdiag {

// Loads by the machine's libbpf, which needs no more of the kernel than the program does. Throws Unavailable where there is no
// libbpf, and SysError.
LoadedBpf LoadByLibbpf(const CompiledBpf& compiled);

}  // namespace sockdiag

#endif  // SOCKDIAG_LIBBPF_LOADER_H_
