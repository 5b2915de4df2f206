#ifndef SOCKDIAG_ADDON_SUBSCRIPTION_H_
#define SOCKDIAG_ADDON_SUBSCRIPTION_H_

#include <napi.h>

#include <memory>

#include "netlink/multicast.h"

namespace sockdiag {

class SubscriptionWorker;

// JavaScript's handle of a socket that hears multicast groups:
//   new Subscription(protocol: number, groups: Uint32Array, receiveBuffer: number,
//                    onRead: (errno, syscall, bytes, done) => void)
//     Nothing that the kernel sends to the groups from here on is missed without an ENOBUFS.
//   read(buffer: ArrayBuffer): asks the thread to fill one buffer; answers come through onRead, in order
//   send(request: Uint8Array): the kernel's answers are read like the rest
//   drops(), receiveBuffer(): see multicast.h
//   close(): ends the thread; reads still waiting answer ECANCELED
class Subscription : public Napi::ObjectWrap<Subscription> {
 public:
  static Napi::Function Define(Napi::Env env);
  explicit Subscription(const Napi::CallbackInfo& info);
  ~Subscription() override;

 private:
  void Read(const Napi::CallbackInfo& info);
  void Send(const Napi::CallbackInfo& info);
  Napi::Value Drops(const Napi::CallbackInfo& info);
  Napi::Value ReceiveBuffer(const Napi::CallbackInfo& info);
  void Close(const Napi::CallbackInfo& info);

  const MulticastSocket& OpenSocket(Napi::Env env) const;

  // The thread reads from it, JavaScript's thread sends; whoever ends last closes it.
  std::shared_ptr<MulticastSocket> socket_;
  std::shared_ptr<SubscriptionWorker> worker_;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_ADDON_SUBSCRIPTION_H_
