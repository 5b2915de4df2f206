#include <napi.h>

#include "addon/addon_dump.h"
#include "addon/addon_owners.h"
#include "addon/addon_subscription.h"

namespace {

// ADDON_VERSION of src/kernel/addon/addon.ts.
constexpr int kVersion = 2;

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports.Set("version", kVersion);
  exports.Set("Dump", sockdiag::Dump::Define(env));
  exports.Set("OwnerScan", sockdiag::OwnerScanHandle::Define(env));
  exports.Set("SocketIterator", sockdiag::SocketIteratorHandle::Define(env));
  exports.Set("Subscription", sockdiag::Subscription::Define(env));
  return exports;
}

}  // namespace

NODE_API_MODULE(NODE_GYP_MODULE_NAME, Init)
