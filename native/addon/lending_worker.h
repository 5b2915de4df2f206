#ifndef SOCKDIAG_LENDING_WORKER_H_
#define SOCKDIAG_LENDING_WORKER_H_

#include <napi.h>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

#include "addon/worker.h"

namespace sockdiag {

// A worker whose reads are pulled: its thread fills only buffers that JavaScript has lent it, one after the other, so memory is
// what the reader lends. Every buffer is answered with (errno, syscall, bytes, done), in order. Until then it is the thread's:
// whoever transfers or resizes it meanwhile takes memory from under a running read.
class LendingWorker : public Worker {
 public:
  void Start(Napi::Env env, const Napi::Function& on_read, const char* name) {
    Worker::Start(env, on_read, name);
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
  struct Request {
    uint8_t* buffer;
    size_t capacity;
  };
  struct ReadAnswer {
    Failure failure;
    size_t length = 0;
    bool ended = true;
  };

  // Fills one buffer, on the worker's own thread. Once cancelled it is to fail with ECANCELED.
  virtual ReadAnswer Fill(const Request& request) noexcept = 0;
  // The thread's last act: lets go of descriptors. JavaScript's handle may live on until it is collected; they must not.
  virtual void Release() noexcept = 0;

  void Run() noexcept override {
    while (const std::optional<Request> request = NextRequest()) Answer(Fill(*request));
    Release();
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
  // Waits for a buffer. Once closed, hands out those still waiting and then ends.
  std::optional<Request> NextRequest() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !requests_.empty(); });
    if (requests_.empty()) return std::nullopt;
    const Request request = requests_.front();
    requests_.pop_front();
    return request;
  }

  void Answer(const ReadAnswer& answer) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      answers_.push_back(answer);
    }
    Notify();
  }

  std::deque<Napi::ObjectReference> lent_;  // JavaScript's thread alone; keeps lent buffers from being collected
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Request> requests_;
  std::deque<ReadAnswer> answers_;
  bool closed_ = false;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_LENDING_WORKER_H_
