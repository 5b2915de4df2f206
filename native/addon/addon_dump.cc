#include "addon/addon_dump.h"

#include <optional>
#include <utility>
#include <vector>

#include "addon/lending_worker.h"
#include "netlink/netlink.h"

namespace sockdiag {

// A slow reader slows the kernel's dump, for the thread receives only into what it was lent.
class DumpWorker : public LendingWorker {
 public:
  DumpWorker(int protocol, std::vector<uint8_t> request) : protocol_(protocol), request_(std::move(request)) {}

 protected:
  ReadAnswer Fill(const Request& request) noexcept override {
    ReadAnswer answer;
    answer.failure = Guard([&] {
      cancellation_.ThrowIfCancelled();
      if (!dump_) dump_.emplace(NetlinkSocket(protocol_), std::move(request_));
      answer.length = dump_->Read(request.buffer, request.capacity, cancellation_);
      answer.ended = dump_->ended();
    });
    return answer;
  }

  void Release() noexcept override { dump_.reset(); }

 private:
  const int protocol_;
  std::vector<uint8_t> request_;
  std::optional<NetlinkDump> dump_;  // the thread's alone
};

Napi::Function Dump::Define(Napi::Env env) {
  return DefineClass(env, "Dump", {InstanceMethod("read", &Dump::Read), InstanceMethod("close", &Dump::Close)});
}

Dump::Dump(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Dump>(info) {
  if (info.Length() < 3 || !info[0].IsNumber() || !info[1].IsTypedArray() || !info[2].IsFunction()) {
    throw Napi::TypeError::New(info.Env(), "Dump takes a protocol, a request and a function");
  }
  const auto bytes = info[1].As<Napi::Uint8Array>();
  std::vector<uint8_t> request(bytes.Data(), bytes.Data() + bytes.ByteLength());
  const int protocol = info[0].As<Napi::Number>().Int32Value();
  ThrowFailure(info.Env(), Guard([&] {
    worker_ = std::make_shared<DumpWorker>(protocol, std::move(request));
    worker_->Start(info.Env(), info[2].As<Napi::Function>(), "sockdiag.dump");
  }));
}

Dump::~Dump() {
  if (worker_) worker_->Cancel();
}

void Dump::Read(const Napi::CallbackInfo& info) {
  if (!info[0].IsArrayBuffer()) throw Napi::TypeError::New(info.Env(), "read takes an ArrayBuffer");
  if (!worker_) throw Napi::TypeError::New(info.Env(), "the dump is closed");
  worker_->Read(info.Env(), info[0].As<Napi::ArrayBuffer>());
}

void Dump::Close(const Napi::CallbackInfo&) {
  if (worker_) worker_->Cancel();
  worker_.reset();
}

}  // namespace sockdiag
