#include "bpf/libbpf.h"

#include <dlfcn.h>

#include <string>

#include "base/unavailable.h"

namespace sockdiag {

namespace {

constexpr char kLibrary[] = "libbpf.so.1";

}  // namespace

void Libbpf::Close::operator()(void* library) const { dlclose(library); }

template <typename Function>
void Libbpf::Find(const char* name, Function* function) const {
  *function = reinterpret_cast<Function>(dlsym(library_.get(), name));
  if (*function == nullptr) throw Unavailable(std::string(kLibrary) + " has no " + name);
}

Libbpf::Libbpf() : library_(dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL)) {
  if (!library_) {
    const char* error = dlerror();
    throw Unavailable(error != nullptr ? error : std::string("no ") + kLibrary);
  }
  Find("bpf_object__open_mem", &object_open_mem);
  Find("bpf_object__load", &object_load);
  Find("bpf_object__next_program", &object_next_program);
  Find("bpf_object__next_map", &object_next_map);
  Find("bpf_object__close", &object_close);
  Find("bpf_program__fd", &program_fd);
  Find("bpf_map__fd", &map_fd);
  Find("libbpf_set_print", &set_print_);
  previous_print_ = set_print_(nullptr);
}

Libbpf::~Libbpf() { set_print_(previous_print_); }

}  // namespace sockdiag
