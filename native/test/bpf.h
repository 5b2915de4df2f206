#ifndef SOCKDIAG_TEST_BPF_H_
#define SOCKDIAG_TEST_BPF_H_

#include <cstdlib>
#include <string>

#include "base/unavailable.h"
#include "check.h"
#include "owners/bpf_scan.h"
#include "scans.h"

namespace sockdiag::test {

// The program as it is delivered; the test's caller says where it is.
inline std::string DeliveredObject() {
  const char* path = std::getenv("SOCKDIAG_TEST_BPF_OBJECT");
  CHECK(path != nullptr);
  return path;
}

// Why the kernel's pass cannot be had with this object, or nothing when it can.
inline std::string ReasonOf(SocketIterator* iterator) {
  try {
    iterator->Open();
    return {};
  } catch (const Unavailable& unavailable) {
    return unavailable.what();
  }
}

inline std::string ReasonOf(const std::string& object) {
  SocketIterator iterator(object);
  return ReasonOf(&iterator);
}

// A test of what the kernel's pass gives begins with this.
inline void WantBpf() {
  const std::string reason = ReasonOf(DeliveredObject());
  if (!reason.empty()) throw Missing{"BPF: " + reason};
}

inline OwnerScan ScanBpf(SocketIterator* iterator, unsigned threads = 2) {
  const OwnerScan scan = ScanByBpf(All("/proc", threads), iterator, Cancellation());
  CheckWellFormed(scan);
  return scan;
}

}  // namespace sockdiag::test

#endif  // SOCKDIAG_TEST_BPF_H_
