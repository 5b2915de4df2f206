// How a program comes into the kernel: by its light skeleton, by libbpf, and what is said when the kernel refuses one call or another.
#include "bpf/load_bpf.h"

#include <fcntl.h>
#include <linux/bpf.h>

#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "bpf.h"
#include "bpf/bpf_call.h"
#include "bpf/libbpf_loader.h"
#include "bpf/light_loader.h"
#include "check.h"
#include "process.h"
#include "refused_call.h"
#include "sockets.h"

using namespace sockdiag;
using namespace sockdiag::test;

namespace {

// What the kernel's own header says, as far as the machine's copy knows it.
static_assert(offsetof(BpfMapCreate, name) == offsetof(bpf_attr, map_name));
static_assert(offsetof(BpfMapUpdate, flags) == offsetof(bpf_attr, flags));
static_assert(offsetof(BpfProgramLoad, name) == offsetof(bpf_attr, prog_name));
static_assert(offsetof(BpfProgramLoad, map_fds) == offsetof(bpf_attr, fd_array));
static_assert(offsetof(BpfProgramRun, result) == offsetof(bpf_attr, test.retval));
static_assert(offsetof(BpfProgramRun, context_out) == offsetof(bpf_attr, test.ctx_out));
static_assert(offsetof(BpfLinkCreate, flags) == offsetof(bpf_attr, link_create.flags));
static_assert(BpfMapCreate::kCommand == BPF_MAP_CREATE && BpfMapCreate::kArray == BPF_MAP_TYPE_ARRAY);
static_assert(BpfMapUpdate::kCommand == BPF_MAP_UPDATE_ELEM && BpfProgramRun::kCommand == BPF_PROG_RUN);
static_assert(BpfProgramLoad::kCommand == BPF_PROG_LOAD && BpfProgramLoad::kSyscall == BPF_PROG_TYPE_SYSCALL);
static_assert(BpfLinkCreate::kCommand == BPF_LINK_CREATE && BpfLinkCreate::kIterator == BPF_TRACE_ITER);
static_assert(BpfIteratorCreate::kCommand == BPF_ITER_CREATE && BpfProgramLoad::kSleepable == BPF_F_SLEEPABLE);

constexpr char kRefused[] = "the kernel refused the program: ";

// A number that the kernel tells of a descriptor.
unsigned NumberOf(const UniqueFd& fd, const std::string& field) {
  std::ifstream file("/proc/self/fdinfo/" + std::to_string(fd.get()));
  for (std::string name; file >> name;) {
    if (unsigned value; name == field + ":" && file >> value) return value;
    file.clear();
  }
  return 0;
}

// As many.bpf.h lists them.
void CheckOrder(const LoadedBpf& loaded) {
  CHECK(loaded.maps.size() == 2 && loaded.programs.size() == 2);
  CHECK(NumberOf(loaded.maps[0], "map_type") == BPF_MAP_TYPE_ARRAY && NumberOf(loaded.maps[0], "max_entries") == 3);
  CHECK(NumberOf(loaded.maps[1], "map_type") == BPF_MAP_TYPE_RINGBUF && NumberOf(loaded.maps[1], "max_entries") == 65536);
  CHECK(NumberOf(loaded.programs[0], "prog_type") == BPF_PROG_TYPE_SOCKET_FILTER);
  CHECK(NumberOf(loaded.programs[1], "prog_type") == BPF_PROG_TYPE_TRACING);
  for (const auto* fds : {&loaded.maps, &loaded.programs}) {
    for (const auto& fd : *fds) CHECK((fcntl(fd.get(), F_GETFD) & FD_CLOEXEC) != 0);
  }
}

// What comes of it when the kernel answers one command with `error`: a reason, the errno that is thrown, or nothing of both.
struct Answer {
  std::string reason;
  int error = 0;
};

Answer AnswerWhen(int command, int error, const CompiledBpf& compiled = kSocketsBpf) {
  int ends[2];
  CHECK(pipe2(ends, O_CLOEXEC) == 0);
  const UniqueFd out(ends[0]);
  UniqueFd in(ends[1]);
  const int code = InChild([&] {
    const size_t fds = CountEntries("/proc/self/fd");
    RefuseBpf(command, error);
    SocketIterator iterator(compiled);
    std::string reason;
    const int thrown = ErrorOf([&] { reason = ReasonOf(&iterator); });
    CHECK(write(in.get(), reason.data(), reason.size()) == static_cast<ssize_t>(reason.size()));
    const bool kept = thrown == 0 && reason.empty();
    // The link, or one that the pass could not be made of.
    CHECK(CountEntries("/proc/self/fd") <= fds + (kept || command == BpfIteratorCreate::kCommand ? 1 : 0));
    return thrown;
  });
  CHECK(code != 255);
  in = UniqueFd();
  char text[512];
  const ssize_t length = read(out.get(), text, sizeof(text));
  CHECK(length >= 0);
  return {std::string(text, static_cast<size_t>(length)), code};
}

std::string ReasonWhen(int command, int error, const CompiledBpf& compiled = kSocketsBpf) {
  const Answer answer = AnswerWhen(command, error, compiled);
  CHECK(answer.error == 0);
  return answer.reason;
}

constexpr int kLoading[] = {BpfMapCreate::kCommand, BpfMapUpdate::kCommand, BpfProgramLoad::kCommand, BpfProgramRun::kCommand};

}  // namespace

TEST("the light skeleton and libbpf give the maps and the programs of an object in one order") {
  WantLight();
  const CompiledBpf& many = COMPILED(kManyBpf);
  CheckOrder(LoadLight(many));
  WantLibbpf();
  CheckOrder(LoadByLibbpf(many));
}

TEST("loading leaves nothing open but what it gives, whether it succeeds or not") {
  WantLight();
  const CompiledBpf& many = COMPILED(kManyBpf);
  const CompiledBpf& unchecked = COMPILED(kUncheckedBpf);
  const size_t fds = CountEntries("/proc/self/fd");
  for (int i = 0; i < 20; i++) {
    const LoadedBpf loaded = LoadLight(many);
    CHECK(CountEntries("/proc/self/fd") == fds + 4);
    CHECK(ErrorOf([&] { LoadLight(unchecked); }) == EACCES);
    CHECK(CountEntries("/proc/self/fd") == fds + 4);
  }
  CHECK(CountEntries("/proc/self/fd") == fds);
}

TEST("a kernel that refuses the light skeleton, as one before Linux 5.17, is given the program by libbpf") {
  WantLibbpf();
  for (const int error : {E2BIG, EINVAL, EACCES, EAGAIN, EOPNOTSUPP}) {
    CHECK(ReasonWhen(BpfProgramRun::kCommand, error).empty());
    CHECK(ReasonWhen(BpfProgramRun::kCommand, error, OnlyLight(kSocketsBpf)).rfind(kRefused, 0) == 0);
  }
}

TEST("bpf() that is refused to this process at all is a reason in the kernel's word, without a try by libbpf") {
  WantLibbpf();
  for (const int command : kLoading) {
    CHECK(ReasonWhen(command, EPERM) == std::string(kRefused) + "Operation not permitted");
    CHECK(ReasonWhen(command, ENOSYS) == std::string(kRefused) + "Function not implemented");
  }
}

TEST("running out of something at any call is an error, and no reason") {
  WantLight();
  std::vector<int> commands(std::begin(kLoading), std::end(kLoading));
  commands.insert(commands.end(), {BpfLinkCreate::kCommand, BpfIteratorCreate::kCommand});
  for (const int command : commands) {
    for (const int error : {EMFILE, ENFILE, ENOMEM}) {
      const Answer answer = AnswerWhen(command, error);
      CHECK(answer.error == error && answer.reason.empty());
    }
  }
}

TEST("a link or a pass that the kernel refuses is a reason that says so") {
  WantLight();
  CHECK(ReasonWhen(BpfLinkCreate::kCommand, EINVAL) == "the iterator could not be attached: Invalid argument");
  CHECK(ReasonWhen(BpfIteratorCreate::kCommand, EPERM) == "the iterator could not be started: Operation not permitted");
}

TEST("the light skeleton loads where the lowest descriptors are closed, and takes none of them for nothing") {
  WantLight();
  const int code = InChild([] {
    const auto sockets = SocketPairs(10);
    for (const int closed : {0, 1, 2}) close(closed);
    {
      SocketIterator iterator(OnlyLight(kSocketsBpf));
      CHECK(OwnersAmong(ScanBpf(&iterator), Self(), sockets) == Expected(sockets));
    }
    CHECK(NextFd() == 0);
    return 0;
  });
  CHECK(code == 0);
}

TEST("many threads load the light skeleton side by side, each for itself") {
  WantLight();
  const size_t fds = CountEntries("/proc/self/fd");
  std::vector<std::string> reasons(8, "none yet");
  {
    std::vector<Joined> threads;
    for (auto& reason : reasons) threads.emplace_back([&reason] { reason = ReasonOf(OnlyLight(kSocketsBpf)); });
  }
  for (const auto& reason : reasons) CHECK(reason.empty());
  CHECK(CountEntries("/proc/self/fd") == fds);
}
