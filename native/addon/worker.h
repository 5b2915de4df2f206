#ifndef SOCKDIAG_WORKER_H_
#define SOCKDIAG_WORKER_H_

#include <napi.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <memory>
#include <new>
#include <system_error>
#include <thread>

#include "base/cancellation.h"
#include "base/sys_error.h"

namespace sockdiag {

// How a native thread's work ended: nothing, or one failed system call.
struct Failure {
  int error = 0;
  const char* syscall = "";
};

// Runs `work` and turns whatever it throws into a Failure, so that no exception leaves the thread.
template <typename Work>
Failure Guard(Work work) noexcept {
  try {
    work();
    return {};
  } catch (const SysError& error) {
    return {error.error(), error.syscall()};
  } catch (const std::bad_alloc&) {
    return {ENOMEM, "malloc"};
  } catch (const std::system_error& error) {
    return {error.code().value(), "pthread_create"};
  } catch (...) {
    return {EIO, "native"};
  }
}

// Throws an Error with `errno` and `syscall` when there was a failure.
inline void ThrowFailure(Napi::Env env, const Failure& failure) {
  if (failure.error == 0) return;
  const Napi::Error error = Napi::Error::New(env, failure.syscall);
  error.Set("errno", Napi::Number::New(env, failure.error));
  error.Set("syscall", Napi::String::New(env, failure.syscall));
  throw error;
}

// Makes this thread, and those it starts, give way to the thread of the event loop, which otherwise waits for the end of their
// time slices where there are more of them than processors. Without effect where that is forbidden.
inline void YieldToOthers() {
  constexpr int kNicer = 5;
  const auto thread = static_cast<id_t>(syscall(SYS_gettid));
  setpriority(PRIO_PROCESS, thread, getpriority(PRIO_PROCESS, thread) + kNicer);
}

// A thread that serves JavaScript. The thread shares the worker with its JavaScript handle, so either may end first. When a
// worker_thread or the process ends by itself, the thread is cancelled and joined before anything it uses is gone;
// process.exit() runs no cleanup, and the thread then ends with the process.
class Worker : public std::enable_shared_from_this<Worker> {
 public:
  Worker() = default;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  virtual ~Worker() = default;

  // Starts the thread; throws std::system_error. `callback` is what Deliver() is given.
  void Start(Napi::Env env, const Napi::Function& callback, const char* name) {
    auto context = std::make_unique<Context>(shared_from_this());
    functions_ = Functions::New(env, callback, name, 0, 1, context.get(), &Finish);
    context.release();  // Finish() deletes it
    napi_add_env_cleanup_hook(env, &EnvironmentEnds, this);
    try {
      thread_ = std::thread([this] {
        YieldToOthers();
        Run();
        functions_.Release();
      });
    } catch (...) {
      functions_.Release();
      throw;
    }
  }

  // Ends the thread early; it still delivers what it must. Safe to call again, and from any thread.
  virtual void Cancel() { cancellation_.Cancel(); }

 protected:
  virtual void Run() noexcept = 0;                                              // on the worker's own thread
  virtual void Deliver(Napi::Env env, const Napi::Function& callback) = 0;      // on the JavaScript thread, after Notify()
  virtual void DropReferences() {}                                              // on the JavaScript thread, last

  void Notify() { functions_.NonBlockingCall(); }
  void KeepLoopAlive(Napi::Env env, bool keep) { keep ? functions_.Ref(env) : functions_.Unref(env); }

  Cancellation cancellation_;

 private:
  using Context = std::shared_ptr<Worker>;
  static void Call(Napi::Env env, Napi::Function callback, Context* worker, void*) {
    if (static_cast<napi_env>(env) != nullptr) (*worker)->Deliver(env, callback);
  }
  using Functions = Napi::TypedThreadSafeFunction<Context, void, &Worker::Call>;

  static void Finish(Napi::Env env, void*, Context* worker) {
    (*worker)->Join();
    (*worker)->DropReferences();
    napi_remove_env_cleanup_hook(env, &EnvironmentEnds, worker->get());
    delete worker;
  }

  static void EnvironmentEnds(void* worker) {
    static_cast<Worker*>(worker)->Cancel();
    static_cast<Worker*>(worker)->Join();
  }

  void Join() {
    if (thread_.joinable()) thread_.join();
  }

  Functions functions_;
  std::thread thread_;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_WORKER_H_
