#ifndef SOCKDIAG_ADDON_DUMP_H_
#define SOCKDIAG_ADDON_DUMP_H_

#include <napi.h>

#include <memory>

namespace sockdiag {

class DumpWorker;

// JavaScript's handle of a running dump:
//   new Dump(protocol: number, request: Uint8Array, onRead: (errno, syscall, bytes, done) => void)
//   read(buffer: ArrayBuffer): asks the thread to fill one buffer; answers come through onRead, in order. Until its answer
//     the buffer is the thread's: whoever transfers or resizes it meanwhile takes memory from under a running read
//   close(): ends the thread; reads still waiting answer ECANCELED
class Dump : public Napi::ObjectWrap<Dump> {
 public:
  static Napi::Function Define(Napi::Env env);
  explicit Dump(const Napi::CallbackInfo& info);
  ~Dump() override;

 private:
  void Read(const Napi::CallbackInfo& info);
  void Close(const Napi::CallbackInfo& info);

  std::shared_ptr<DumpWorker> worker_;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_ADDON_DUMP_H_
