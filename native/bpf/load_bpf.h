#ifndef SOCKDIAG_LOAD_BPF_H_
#define SOCKDIAG_LOAD_BPF_H_

#include "bpf/compiled_bpf.h"
#include "bpf/loaded_bpf.h"

namespace sockdiag {

// Loads by the light skeleton or, where the kernel refuses that but may not refuse libbpf, by libbpf. `hook` is what the program is
// to be attached to, in words. Throws Unavailable with the reason, and SysError when something has run out.
LoadedBpf LoadBpf(const CompiledBpf& compiled, const char* hook);

}  // namespace sockdiag

#endif  // SOCKDIAG_LOAD_BPF_H_
