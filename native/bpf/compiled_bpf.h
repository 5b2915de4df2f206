#ifndef SOCKDIAG_COMPILED_BPF_H_
#define SOCKDIAG_COMPILED_BPF_H_

#include <cstddef>

namespace sockdiag {

struct BpfBytes {
  const unsigned char* at;
  size_t length;
};

// What `npm run build:bpf` makes of a source: its programs and maps, in two forms.
struct CompiledBpf {
  // ELF, for libbpf.
  BpfBytes object;
  // The light skeleton: instructions that load the programs when the kernel runs them, and the data with which they do that.
  BpfBytes data;
  BpfBytes instructions;
  // How many of each it makes.
  size_t maps;
  size_t programs;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_COMPILED_BPF_H_
