#include "bpf/libbpf_loader.h"

#include <fcntl.h>

#include <memory>

#include "base/sys_error.h"
#include "bpf/libbpf.h"

namespace sockdiag {

namespace {

// libbpf closes its own with the object.
UniqueFd Copy(int fd) {
  UniqueFd copy(fcntl(fd, F_DUPFD_CLOEXEC, 0));
  if (!copy) ThrowErrno("fcntl");
  return copy;
}

}  // namespace

LoadedBpf LoadByLibbpf(const CompiledBpf& compiled) {
  const Libbpf bpf;
  const auto close = [&bpf](bpf_object* object) { bpf.object_close(object); };
  bpf_object* opened = bpf.object_open_mem(compiled.object.at, compiled.object.length, nullptr);
  if (opened == nullptr) ThrowErrno("bpf");
  const std::unique_ptr<bpf_object, decltype(close)> object(opened, close);
  const int error = -bpf.object_load(opened);
  if (error != 0) ThrowSysError("bpf", error);
  LoadedBpf loaded;
  for (bpf_map* map = nullptr; (map = bpf.object_next_map(opened, map)) != nullptr;) {
    loaded.maps.push_back(Copy(bpf.map_fd(map)));
  }
  for (bpf_program* program = nullptr; (program = bpf.object_next_program(opened, program)) != nullptr;) {
    loaded.programs.push_back(Copy(bpf.program_fd(program)));
  }
  return loaded;
}

}  // namespace sockdiag
