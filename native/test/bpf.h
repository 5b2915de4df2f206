#ifndef SOCKDIAG_TEST_BPF_H_
#define SOCKDIAG_TEST_BPF_H_

#include <string>

#include "base/unavailable.h"
#include "bpf/compiled_bpf.h"
#include "bpf/sockets.bpf.h"
#include "check.h"
#include "owners/bpf_scan.h"
#include "scans.h"

// The programs of native/test/bpf/, where the test's caller could compile them.
#if __has_include(<many.bpf.h>)
#include <many.bpf.h>
#include <no_iterator.bpf.h>
#include <no_program.bpf.h>
#include <unchecked.bpf.h>
#include <unknown_iterator.bpf.h>
#define COMPILED(name) sockdiag::name
#else
#define COMPILED(name) (throw sockdiag::test::Missing{"no clang, or no bpftool, to compile a program for the test with"}, sockdiag::kSocketsBpf)
#endif

namespace sockdiag::test {

inline constexpr CompiledBpf kNothingBpf{};

// Either form of a program, so that the other one is not what works.
inline CompiledBpf OnlyLight(CompiledBpf compiled) {
  compiled.object.length = 0;
  return compiled;
}
inline CompiledBpf OnlyForLibbpf(CompiledBpf compiled) {
  compiled.instructions.length = 0;
  return compiled;
}

// Why the kernel's pass cannot be had, or nothing when it can.
inline std::string ReasonOf(SocketIterator* iterator) {
  try {
    iterator->Open();
    return {};
  } catch (const Unavailable& unavailable) {
    return unavailable.what();
  }
}

inline std::string ReasonOf(const CompiledBpf& compiled = kSocketsBpf) {
  SocketIterator iterator(compiled);
  return ReasonOf(&iterator);
}

// A test of what the kernel's pass gives begins with this.
inline void WantBpf() {
  const std::string reason = ReasonOf();
  if (!reason.empty()) throw Missing{"BPF: " + reason};
}

// A test of the light skeleton begins with this.
inline void WantLight() {
  const std::string reason = ReasonOf(OnlyLight(kSocketsBpf));
  if (!reason.empty()) throw Missing{"BPF without libbpf: " + reason};
}

// A test of libbpf begins with this.
inline void WantLibbpf() {
  const std::string reason = ReasonOf(OnlyForLibbpf(kSocketsBpf));
  if (!reason.empty()) throw Missing{"BPF by libbpf: " + reason};
}

inline OwnerScan ScanBpf(SocketIterator* iterator, unsigned threads = 2) {
  const OwnerScan scan = ScanByBpf(All("/proc", threads), iterator, Cancellation());
  CheckWellFormed(scan);
  return scan;
}

}  // namespace sockdiag::test

#endif  // SOCKDIAG_TEST_BPF_H_
