#ifndef SOCKDIAG_FD_SCAN_H_
#define SOCKDIAG_FD_SCAN_H_

#include "base/cancellation.h"
#include "owners/owners.h"

namespace sockdiag {

// Finds owners by reading every <root>/<pid>/fd on several threads. They share the work by descriptors: a process with many is
// split among them. Throws SysError: ECANCELED, a root that cannot be read, or running out of descriptors or memory.
OwnerScan ScanProcessFds(const OwnerQuery& query, const Cancellation& cancellation);

}  // namespace sockdiag

#endif  // SOCKDIAG_FD_SCAN_H_
