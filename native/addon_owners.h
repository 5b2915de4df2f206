#ifndef SOCKDIAG_ADDON_OWNERS_H_
#define SOCKDIAG_ADDON_OWNERS_H_

#include <napi.h>

#include <memory>

namespace sockdiag {

class OwnerScanWorker;

// JavaScript's handle of a running scan for owners:
//   new OwnerScan(root: string, threads: number,
//                 onDone: (errno, syscall, owners, processes, names, scanned, vanished, forbidden) => void)
//     threads 0: as many as there are processors, at most 4
//   close(): ends the scan early; onDone then reports ECANCELED
// `owners` is a Uint32Array of (inode, pid, fd), `processes` one of (pid, argv0 length, comm length), `names` their bytes.
class OwnerScanHandle : public Napi::ObjectWrap<OwnerScanHandle> {
 public:
  static Napi::Function Define(Napi::Env env);
  explicit OwnerScanHandle(const Napi::CallbackInfo& info);
  ~OwnerScanHandle() override;

 private:
  void Close(const Napi::CallbackInfo& info);

  std::shared_ptr<OwnerScanWorker> worker_;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_ADDON_OWNERS_H_
