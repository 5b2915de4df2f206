#ifndef SOCKDIAG_BPF_SCAN_H_
#define SOCKDIAG_BPF_SCAN_H_

#include "base/cancellation.h"
#include "owners/owners.h"
#include "owners/socket_iterator.h"

namespace sockdiag {

// Finds owners by one pass of the kernel over all descriptors; only the names of processes are read from /proc. `scanned`
// counts the processes that have a wanted socket, for no others are seen. Throws Unavailable where there is another way, and
// SysError.
OwnerScan ScanByBpf(const OwnerQuery& query, SocketIterator* iterator, const Cancellation& cancellation);

}  // namespace sockdiag

#endif  // SOCKDIAG_BPF_SCAN_H_
