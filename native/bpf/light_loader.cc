#include "bpf/light_loader.h"

#include <cstring>

#include "base/sys_error.h"
#include "bpf/bpf_call.h"

namespace sockdiag {

namespace {

constexpr uint32_t kInstructionBytes = 8;
// A signal for this thread ends the kernel's check of a program with EAGAIN; libbpf tries as often.
constexpr int kAttempts = 5;

// The context of the instructions: a head, then what they say of each map and each program (libbpf 1, skel_internal.h).
constexpr size_t kHeadWords = 6;  // of which only the first counts: the length in bytes of it all
constexpr size_t kMapWords = 4;   // the descriptor; number of entries and address of contents, where 0 keeps those of the source
constexpr size_t kProgramWords = 1;

UniqueFd MakeMap(const BpfBytes& data) {
  BpfMapCreate create{};
  create.type = BpfMapCreate::kArray;
  create.key_size = sizeof(uint32_t);
  create.value_size = static_cast<uint32_t>(data.length);
  create.max_entries = 1;
  std::strcpy(create.name, "sockdiag_data");
  UniqueFd map = OpenBpf(create);
  const uint32_t key = 0;
  BpfMapUpdate update{};
  update.map_fd = BpfFd(map);
  update.key = BpfPointer(&key);
  update.value = BpfPointer(data.at);
  CallBpf(&update);
  return map;
}

UniqueFd MakeLoader(const BpfBytes& instructions, const UniqueFd& map) {
  const int fds[] = {map.get()};
  BpfProgramLoad load{};
  load.type = BpfProgramLoad::kSyscall;
  load.instructions = BpfPointer(instructions.at);
  load.instruction_count = static_cast<uint32_t>(instructions.length / kInstructionBytes);
  load.license = BpfPointer("Dual BSD/GPL");
  load.flags = BpfProgramLoad::kSleepable;
  load.map_fds = BpfPointer(fds);
  std::strcpy(load.name, "sockdiag_load");
  return OpenBpf(load);
}

// What fails inside is the result, and leaves nothing open.
void Run(const UniqueFd& loader, std::vector<uint32_t>* context) {
  BpfProgramRun run{};
  run.program_fd = BpfFd(loader);
  run.context_in = BpfPointer(context->data());
  run.context_in_size = context->front();
  CallBpf(&run);
  const auto result = static_cast<int32_t>(run.result);
  if (result < 0) ThrowSysError("bpf", -result);
}

// The descriptors of several maps or programs, of which the kernel wrote the numbers. 0 is none of them, but what was not written.
std::vector<UniqueFd> TakeFds(const uint32_t* at, size_t words, size_t count) {
  std::vector<UniqueFd> fds(count);
  for (size_t i = 0; i < count; i++) {
    const auto fd = static_cast<int32_t>(at[i * words]);
    if (fd > 0) fds[i] = UniqueFd(fd);
  }
  for (const auto& fd : fds) {
    if (!fd) ThrowSysError("bpf", EBADMSG);
  }
  return fds;
}

LoadedBpf LoadOnce(const CompiledBpf& compiled) {
  std::vector<uint32_t> context(kHeadWords + compiled.maps * kMapWords + compiled.programs * kProgramWords);
  context[0] = static_cast<uint32_t>(context.size() * sizeof(uint32_t));
  const UniqueFd map = MakeMap(compiled.data);
  Run(MakeLoader(compiled.instructions, map), &context);
  const uint32_t* const maps = context.data() + kHeadWords;
  LoadedBpf loaded;
  loaded.maps = TakeFds(maps, kMapWords, compiled.maps);
  loaded.programs = TakeFds(maps + compiled.maps * kMapWords, kProgramWords, compiled.programs);
  return loaded;
}

}  // namespace

LoadedBpf LoadLight(const CompiledBpf& compiled) {
  for (int attempt = 1;; attempt++) {
    try {
      return LoadOnce(compiled);
    } catch (const SysError& error) {
      if (error.error() != EAGAIN || attempt == kAttempts) throw;
    }
  }
}

}  // namespace sockdiag
