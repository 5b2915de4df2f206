#ifndef SOCKDIAG_ADDON_OWNERS_H_
#define SOCKDIAG_ADDON_OWNERS_H_

#include <napi.h>

#include <memory>

#include "owners/socket_iterator.h"

namespace sockdiag {

class OwnerScanWorker;

// JavaScript's handle of the program that lists sockets inside the kernel:
//   new SocketIterator()   nothing is loaded until a scan needs it
//   close(): the kernel forgets it when the scans that use it have ended
class SocketIteratorHandle : public Napi::ObjectWrap<SocketIteratorHandle> {
 public:
  static Napi::Function Define(Napi::Env env);
  explicit SocketIteratorHandle(const Napi::CallbackInfo& info);

  std::shared_ptr<SocketIterator> iterator() const { return iterator_; }

 private:
  void Close(const Napi::CallbackInfo& info);

  std::shared_ptr<SocketIterator> iterator_;
};

// JavaScript's handle of a running search for owners:
//   new OwnerScan({ root: string, threads: number, firstOnly: boolean, pids?: Uint32Array, inodes?: Uint32Array,
//                   late?: boolean, iterator?: SocketIterator },
//                 onDone: (errno, syscall, unavailable, owners, processes, names, scanned, vanished, forbidden, untold) => void)
//     threads 0: as many as there are processors, at most 4
//     iterator: the kernel lists the sockets; else <root>/<pid>/fd is read
//   want(inodes?: Uint32Array): tells a search that was started with `late: true` which sockets are wanted; without them all
//   close(): ends the search early; onDone then reports ECANCELED
// `unavailable` says why the iterator cannot be used, or is empty. `owners` is a Uint32Array of (inode, pid, fd), `processes` one
// of (pid, argv0 length, comm length), `names` their bytes.
class OwnerScanHandle : public Napi::ObjectWrap<OwnerScanHandle> {
 public:
  static Napi::Function Define(Napi::Env env);
  explicit OwnerScanHandle(const Napi::CallbackInfo& info);
  ~OwnerScanHandle() override;

 private:
  void Want(const Napi::CallbackInfo& info);
  void Close(const Napi::CallbackInfo& info);

  std::shared_ptr<OwnerScanWorker> worker_;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_ADDON_OWNERS_H_
