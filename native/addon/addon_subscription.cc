#include "addon/addon_subscription.h"

#include <optional>
#include <utility>
#include <vector>

#include "addon/lending_worker.h"

namespace sockdiag {

class SubscriptionWorker : public LendingWorker {
 public:
  explicit SubscriptionWorker(std::shared_ptr<MulticastSocket> socket) : socket_(std::move(socket)) {}

 protected:
  ReadAnswer Fill(const Request& request) noexcept override {
    ReadAnswer answer;
    answer.failure = Guard([&] { answer.length = socket_->Read(request.buffer, request.capacity, cancellation_); });
    answer.ended = answer.failure.error != 0 && answer.failure.error != ENOBUFS;
    return answer;
  }

  void Release() noexcept override { socket_.reset(); }

 private:
  std::shared_ptr<MulticastSocket> socket_;  // the thread's alone once it has started
};

namespace {

bool IsArrayOf(const Napi::Value& value, napi_typedarray_type type) {
  return value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == type;
}

}  // namespace

Napi::Function Subscription::Define(Napi::Env env) {
  return DefineClass(env, "Subscription",
                     {InstanceMethod("read", &Subscription::Read), InstanceMethod("send", &Subscription::Send),
                      InstanceMethod("drops", &Subscription::Drops),
                      InstanceMethod("receiveBuffer", &Subscription::ReceiveBuffer),
                      InstanceMethod("close", &Subscription::Close)});
}

Subscription::Subscription(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Subscription>(info) {
  if (info.Length() < 4 || !info[0].IsNumber() || !IsArrayOf(info[1], napi_uint32_array) || !info[2].IsNumber() ||
      !info[3].IsFunction()) {
    throw Napi::TypeError::New(info.Env(), "Subscription takes a protocol, groups, the bytes to keep and a function");
  }
  const auto numbers = info[1].As<Napi::Uint32Array>();
  const std::vector<uint32_t> groups(numbers.Data(), numbers.Data() + numbers.ElementLength());
  const int protocol = info[0].As<Napi::Number>().Int32Value();
  const int receive_buffer = info[2].As<Napi::Number>().Int32Value();
  ThrowFailure(info.Env(), Guard([&] {
    socket_ = std::make_shared<MulticastSocket>(protocol, groups, receive_buffer);
    worker_ = std::make_shared<SubscriptionWorker>(socket_);
    worker_->Start(info.Env(), info[3].As<Napi::Function>(), "sockdiag.subscription");
  }));
}

Subscription::~Subscription() {
  if (worker_) worker_->Cancel();
}

const MulticastSocket& Subscription::OpenSocket(Napi::Env env) const {
  if (!socket_) throw Napi::TypeError::New(env, "the subscription is closed");
  return *socket_;
}

void Subscription::Read(const Napi::CallbackInfo& info) {
  if (!info[0].IsArrayBuffer()) throw Napi::TypeError::New(info.Env(), "read takes an ArrayBuffer");
  OpenSocket(info.Env());
  worker_->Read(info.Env(), info[0].As<Napi::ArrayBuffer>());
}

void Subscription::Send(const Napi::CallbackInfo& info) {
  if (!IsArrayOf(info[0], napi_uint8_array)) throw Napi::TypeError::New(info.Env(), "send takes a Uint8Array");
  const MulticastSocket& socket = OpenSocket(info.Env());
  const auto request = info[0].As<Napi::Uint8Array>();
  ThrowFailure(info.Env(), Guard([&] { socket.Send(request.Data(), request.ByteLength()); }));
}

Napi::Value Subscription::Drops(const Napi::CallbackInfo& info) {
  const MulticastSocket& socket = OpenSocket(info.Env());
  std::optional<uint32_t> drops;
  ThrowFailure(info.Env(), Guard([&] { drops = socket.Drops(); }));
  return drops ? Napi::Number::New(info.Env(), *drops) : info.Env().Undefined();
}

Napi::Value Subscription::ReceiveBuffer(const Napi::CallbackInfo& info) {
  const MulticastSocket& socket = OpenSocket(info.Env());
  int bytes = 0;
  ThrowFailure(info.Env(), Guard([&] { bytes = socket.ReceiveBuffer(); }));
  return Napi::Number::New(info.Env(), bytes);
}

void Subscription::Close(const Napi::CallbackInfo&) {
  if (worker_) worker_->Cancel();
  worker_.reset();
  socket_.reset();
}

}  // namespace sockdiag
