#include "addon_dump.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "netlink.h"
#include "worker.h"

namespace sockdiag {

// Reads are pulled: the thread receives only into buffers JavaScript has lent it, so a slow reader slows the kernel's dump
// and memory is what the reader lends.
class DumpWorker : public Worker {
 public:
  DumpWorker(int protocol, std::vector<uint8_t> request) : protocol_(protocol), request_(std::move(request)) {}

  void Start(Napi::Env env, const Napi::Function& on_read) {
    Worker::Start(env, on_read, "sockdiag.dump");
    KeepLoopAlive(env, false);  // only a read that waits is a reason for the process to go on
  }

  void Read(Napi::Env env, Napi::ArrayBuffer buffer) {
    if (lent_.empty()) KeepLoopAlive(env, true);
    lent_.push_back(Napi::Persistent(buffer.As<Napi::Object>()));
    const std::lock_guard<std::mutex> lock(mutex_);
    requests_.push_back({static_cast<uint8_t*>(buffer.Data()), buffer.ByteLength()});
    changed_.notify_one();
  }

  void Cancel() override {
    Worker::Cancel();
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
    changed_.notify_one();
  }

 protected:
  void Run() noexcept override {
    while (const std::optional<Request> request = NextRequest()) Answer(Fill(*request));
    // JavaScript's handle may live on until it is collected; the socket must not.
    dump_.reset();
  }

  void Deliver(Napi::Env env, const Napi::Function& callback) override {
    std::optional<ReadAnswer> answer;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (answers_.empty()) return;
      answer = answers_.front();
      answers_.pop_front();
    }
    lent_.pop_front();
    if (lent_.empty()) KeepLoopAlive(env, false);
    callback.Call({Napi::Number::New(env, answer->failure.error), Napi::String::New(env, answer->failure.syscall),
                   Napi::Number::New(env, static_cast<double>(answer->length)), Napi::Boolean::New(env, answer->ended)});
  }

  void DropReferences() override { lent_.clear(); }

 private:
  struct Request {
    uint8_t* buffer;
    size_t capacity;
  };
  struct ReadAnswer {
    Failure failure;
    size_t length;
    bool ended;
  };

  // Waits for a buffer. Once closed, hands out those still waiting and then ends.
  std::optional<Request> NextRequest() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !requests_.empty(); });
    if (requests_.empty()) return std::nullopt;
    const Request request = requests_.front();
    requests_.pop_front();
    return request;
  }

  ReadAnswer Fill(const Request& request) noexcept {
    ReadAnswer answer{{}, 0, true};
    answer.failure = Guard([&] {
      cancellation_.ThrowIfCancelled();
      if (!dump_) dump_.emplace(NetlinkSocket(protocol_), std::move(request_));
      answer.length = dump_->Read(request.buffer, request.capacity, cancellation_);
      answer.ended = dump_->ended();
    });
    return answer;
  }

  void Answer(const ReadAnswer& answer) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      answers_.push_back(answer);
    }
    Notify();
  }

  const int protocol_;
  std::vector<uint8_t> request_;
  std::optional<NetlinkDump> dump_;                // the thread's alone
  std::deque<Napi::ObjectReference> lent_;         // JavaScript's thread alone; keeps lent buffers from being collected
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Request> requests_;
  std::deque<ReadAnswer> answers_;
  bool closed_ = false;
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
    worker_->Start(info.Env(), info[2].As<Napi::Function>());
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
