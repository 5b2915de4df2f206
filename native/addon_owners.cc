#include "addon_owners.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "fd_scan.h"
#include "worker.h"

namespace sockdiag {

namespace {

// More threads meet each other at the kernel's locks.
constexpr unsigned kMostThreads = 4;

template <typename Item>
Napi::Uint32Array ToWords(Napi::Env env, const std::vector<Item>& items) {
  static_assert(sizeof(Item) == 3 * sizeof(uint32_t), "three words, no padding");
  auto words = Napi::Uint32Array::New(env, items.size() * 3);
  if (!items.empty()) std::memcpy(words.Data(), items.data(), items.size() * sizeof(Item));
  return words;
}

}  // namespace

class OwnerScanWorker : public Worker {
 public:
  OwnerScanWorker(std::string root, unsigned threads)
      : root_(std::move(root)), threads_(threads > 0 ? threads : std::min(std::thread::hardware_concurrency(), kMostThreads)) {}

 protected:
  void Run() noexcept override {
    failure_ = Guard([this] { scan_ = ScanOwners(root_, threads_, cancellation_); });
    Notify();
  }

  void Deliver(Napi::Env env, const Napi::Function& callback) override {
    auto names = Napi::Uint8Array::New(env, scan_.names.size());
    if (!scan_.names.empty()) std::memcpy(names.Data(), scan_.names.data(), scan_.names.size());
    callback.Call({Napi::Number::New(env, failure_.error), Napi::String::New(env, failure_.syscall),
                   ToWords(env, scan_.owners), ToWords(env, scan_.processes), names,
                   Napi::Number::New(env, scan_.scanned), Napi::Number::New(env, scan_.vanished),
                   Napi::Number::New(env, scan_.forbidden)});
    scan_ = {};
  }

 private:
  const std::string root_;
  const unsigned threads_;
  Failure failure_;
  OwnerScan scan_;
};

Napi::Function OwnerScanHandle::Define(Napi::Env env) {
  return DefineClass(env, "OwnerScan", {InstanceMethod("close", &OwnerScanHandle::Close)});
}

OwnerScanHandle::OwnerScanHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<OwnerScanHandle>(info) {
  if (info.Length() < 3 || !info[0].IsString() || !info[1].IsNumber() || !info[2].IsFunction()) {
    throw Napi::TypeError::New(info.Env(), "OwnerScan takes a root, a number of threads and a function");
  }
  std::string root = info[0].As<Napi::String>().Utf8Value();
  const unsigned threads = info[1].As<Napi::Number>().Uint32Value();
  ThrowFailure(info.Env(), Guard([&] {
    worker_ = std::make_shared<OwnerScanWorker>(std::move(root), threads);
    worker_->Start(info.Env(), info[2].As<Napi::Function>(), "sockdiag.owners");
  }));
}

OwnerScanHandle::~OwnerScanHandle() {
  if (worker_) worker_->Cancel();
}

void OwnerScanHandle::Close(const Napi::CallbackInfo&) {
  if (worker_) worker_->Cancel();
  worker_.reset();
}

}  // namespace sockdiag
