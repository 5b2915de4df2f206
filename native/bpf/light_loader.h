#ifndef SOCKDIAG_LIGHT_LOADER_H_
#define SOCKDIAG_LIGHT_LOADER_H_

#include "bpf/compiled_bpf.h"
#include "bpf/loaded_bpf.h"

namespace sockdiag {

// Loads by the light skeleton: the kernel itself finds the fields of its structs. Needs Linux 5.17 and no library. Throws SysError.
LoadedBpf LoadLight(const CompiledBpf& compiled);

}  // namespace sockdiag

#endif  // SOCKDIAG_LIGHT_LOADER_H_
