#include "addon/addon_owners.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "addon/worker.h"
#include "base/unavailable.h"
#include "owners/bpf_scan.h"
#include "owners/fd_scan.h"

namespace sockdiag {

namespace {

// Marks JavaScript's SocketIterators, so that no other native object is taken for one.
constexpr napi_type_tag kIteratorTag = {0x6f8a1d2c5b7e4930, 0x9c41e85d27b3f06a};

// More threads meet each other at the kernel's locks.
constexpr unsigned kMostThreads = 4;

template <typename Item>
Napi::Uint32Array ToWords(Napi::Env env, const std::vector<Item>& items) {
  static_assert(sizeof(Item) == 3 * sizeof(uint32_t), "three words, no padding");
  auto words = Napi::Uint32Array::New(env, items.size() * 3);
  if (!items.empty()) std::memcpy(words.Data(), items.data(), items.size() * sizeof(Item));
  return words;
}

std::optional<std::vector<uint32_t>> ToNumbers(const Napi::Value& value) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint32_array) return {};
  const auto words = value.As<Napi::Uint32Array>();
  return std::vector<uint32_t>(words.Data(), words.Data() + words.ElementLength());
}

OwnerQuery ToQuery(const Napi::Object& options) {
  OwnerQuery query;
  query.root = options.Get("root").As<Napi::String>().Utf8Value();
  query.threads = options.Get("threads").As<Napi::Number>().Uint32Value();
  if (query.threads == 0) query.threads = std::min(std::thread::hardware_concurrency(), kMostThreads);
  query.pids = ToNumbers(options.Get("pids"));
  query.inodes = ToNumbers(options.Get("inodes"));
  query.first_only = options.Get("firstOnly").ToBoolean();
  if (options.Get("late").ToBoolean()) query.late = std::make_shared<LateInodes>();
  return query;
}

}  // namespace

class OwnerScanWorker : public Worker {
 public:
  OwnerScanWorker(OwnerQuery query, std::shared_ptr<SocketIterator> iterator)
      : query_(std::move(query)), iterator_(std::move(iterator)) {}

  LateInodes* late() const { return query_.late.get(); }

 protected:
  void Run() noexcept override {
    failure_ = Guard([this] { Scan(); });
    iterator_.reset();
    Notify();
  }

  void Deliver(Napi::Env env, const Napi::Function& callback) override {
    auto names = Napi::Uint8Array::New(env, scan_.names.size());
    if (!scan_.names.empty()) std::memcpy(names.Data(), scan_.names.data(), scan_.names.size());
    callback.Call({Napi::Number::New(env, failure_.error), Napi::String::New(env, failure_.syscall),
                   Napi::String::New(env, unavailable_),
                   ToWords(env, scan_.owners), ToWords(env, scan_.processes), names,
                   Napi::Number::New(env, scan_.scanned), Napi::Number::New(env, scan_.vanished),
                   Napi::Number::New(env, scan_.forbidden), Napi::Number::New(env, scan_.untold)});
    scan_ = {};
  }

 private:
  void Scan() {
    try {
      scan_ = iterator_ ? ScanByBpf(query_, iterator_.get(), cancellation_) : ScanProcessFds(query_, cancellation_);
    } catch (const Unavailable& unavailable) {
      unavailable_ = unavailable.what();
    }
  }

  const OwnerQuery query_;
  std::shared_ptr<SocketIterator> iterator_;
  Failure failure_;
  std::string unavailable_;
  OwnerScan scan_;
};

Napi::Function SocketIteratorHandle::Define(Napi::Env env) {
  return DefineClass(env, "SocketIterator", {InstanceMethod("close", &SocketIteratorHandle::Close)});
}

SocketIteratorHandle::SocketIteratorHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<SocketIteratorHandle>(info) {
  if (info.Length() != 0) throw Napi::TypeError::New(info.Env(), "SocketIterator takes nothing");
  info.This().As<Napi::Object>().TypeTag(&kIteratorTag);
  iterator_ = std::make_shared<SocketIterator>();
}

void SocketIteratorHandle::Close(const Napi::CallbackInfo&) { iterator_.reset(); }

Napi::Function OwnerScanHandle::Define(Napi::Env env) {
  return DefineClass(env, "OwnerScan", {InstanceMethod("want", &OwnerScanHandle::Want), InstanceMethod("close", &OwnerScanHandle::Close)});
}

OwnerScanHandle::OwnerScanHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<OwnerScanHandle>(info) {
  const Napi::Env env = info.Env();
  const auto options = info.Length() == 2 && info[0].IsObject() ? info[0].As<Napi::Object>() : Napi::Object::New(env);
  if (!options.Get("root").IsString() || !options.Get("threads").IsNumber() || !info[1].IsFunction()) {
    throw Napi::TypeError::New(env, "OwnerScan takes a root, a number of threads, and a function");
  }
  std::shared_ptr<SocketIterator> iterator;
  if (options.Get("iterator").IsObject()) {
    if (!options.Get("iterator").As<Napi::Object>().CheckTypeTag(&kIteratorTag)) {
      throw Napi::TypeError::New(env, "iterator must be a SocketIterator");
    }
    iterator = SocketIteratorHandle::Unwrap(options.Get("iterator").As<Napi::Object>())->iterator();
  }
  ThrowFailure(env, Guard([&] {
    worker_ = std::make_shared<OwnerScanWorker>(ToQuery(options), std::move(iterator));
    worker_->Start(env, info[1].As<Napi::Function>(), "sockdiag.owners");
  }));
}

OwnerScanHandle::~OwnerScanHandle() {
  if (worker_) worker_->Cancel();
}

void OwnerScanHandle::Want(const Napi::CallbackInfo& info) {
  LateInodes* late = worker_ ? worker_->late() : nullptr;
  if (late == nullptr) return;
  ThrowFailure(info.Env(), Guard([&] {
    auto inodes = ToNumbers(info[0]);
    if (inodes) late->Tell(std::move(*inodes));
    else late->TellAll();
  }));
}

void OwnerScanHandle::Close(const Napi::CallbackInfo&) {
  if (worker_) worker_->Cancel();
  worker_.reset();
}

}  // namespace sockdiag
