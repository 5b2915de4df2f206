#ifndef SOCKDIAG_LIBBPF_H_
#define SOCKDIAG_LIBBPF_H_

#include <cstddef>
#include <memory>

// libbpf's own types, of which nothing but their names is used (libbpf.h, version 1).
struct bpf_object;
struct bpf_program;
struct bpf_map;

namespace sockdiag {

// The functions of libbpf that load a program, from the shared library of the machine, if it has one: nothing is linked.
// libbpf's messages on standard error are turned off as long as the object lives.
class Libbpf {
 public:
  Libbpf();  // throws Unavailable
  ~Libbpf();
  Libbpf(const Libbpf&) = delete;
  Libbpf& operator=(const Libbpf&) = delete;

  bpf_object* (*object_open_mem)(const void* bytes, size_t length, const void* options);
  int (*object_load)(bpf_object*);
  bpf_program* (*object_next_program)(const bpf_object*, bpf_program*);
  bpf_map* (*object_next_map)(const bpf_object*, const bpf_map*);
  void (*object_close)(bpf_object*);
  int (*program_fd)(const bpf_program*);
  int (*map_fd)(const bpf_map*);

 private:
  using Print = int (*)(int level, const char* format, __builtin_va_list);

  template <typename Function>
  void Find(const char* name, Function* function) const;

  struct Close {
    void operator()(void* library) const;
  };
  std::unique_ptr<void, Close> library_;
  Print (*set_print_)(Print);
  Print previous_print_ = nullptr;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_LIBBPF_H_
