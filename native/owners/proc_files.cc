#include "owners/proc_files.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "base/sys_error.h"

namespace sockdiag {

namespace {

// netstat reads this much of a command line (net-tools, prg_cache_load()).
constexpr size_t kCommandLineMax = 511;

// EPERM: a Linux security module refuses with it where ptrace checks refuse with EACCES.
bool Forbidden(int error) { return error == EACCES || error == EPERM; }
bool Fatal(int error) { return error == EMFILE || error == ENFILE || error == ENOMEM || error == ECANCELED; }

// A process whose first thread has ended has a command line in its other threads alone. 0: in none.
size_t ReadThreadCommandLine(int process, DirectoryReader* reader, char* buffer, size_t capacity) {
  UniqueFd tasks;
  try {
    tasks = OpenFolder(process, "task");
  } catch (const SysError& error) {
    OutcomeOf(error);  // throws what is no answer
    return 0;
  }
  for (const uint32_t thread : ListNumbers(tasks.get(), reader)) {
    try {
      const size_t length = ReadFileAt(tasks.get(), (std::to_string(thread) + "/cmdline").c_str(), buffer, capacity);
      if (length > 0) return length;
    } catch (const SysError& error) {
      OutcomeOf(error);  // a thread may end at any time
    }
  }
  return 0;
}

// In a /proc that is not the kernel's there may be a FIFO in its place: the opening must not wait for a writer.
UniqueFd OpenFile(int directory, const char* name) {
  UniqueFd file(openat(directory, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file) ThrowErrno("openat");
  return file;
}

// 0: the file's end.
size_t ReadSome(int file, char* buffer, size_t capacity) {
  ssize_t length;
  do {
    length = read(file, buffer, capacity);
  } while (length < 0 && errno == EINTR);
  if (length < 0) ThrowErrno("read");
  return static_cast<size_t>(length);
}

// A text that is read in several pieces, up to a bound that none of the kernel's reaches.
std::string ReadTextAt(int directory, const char* name) {
  constexpr size_t kPiece = 16 * 1024;
  constexpr size_t kMost = 1024 * 1024;
  const UniqueFd file = OpenFile(directory, name);
  std::string text;
  for (size_t length = 0, piece = 1; piece > 0 && length < kMost; length += piece) {
    text.resize(length + kPiece);
    piece = ReadSome(file.get(), &text[length], kPiece);
    text.resize(length + piece);
  }
  return text;
}

}  // namespace

Outcome OutcomeOf(const SysError& error) {
  if (Fatal(error.error())) ThrowSysError(error.syscall(), error.error());
  return error.error() == ENOENT || error.error() == ESRCH ? Outcome::kVanished : Outcome::kForbidden;
}

UniqueFd OpenFolder(int directory, const std::string& name) {
  UniqueFd folder(openat(directory, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder) ThrowErrno("openat");
  return folder;
}

bool ParseNumber(const char* text, char end, uint32_t* number) {
  uint64_t value = 0;
  const char* at = text;
  for (; *at >= '0' && *at <= '9' && value <= UINT32_MAX; at++) value = value * 10 + static_cast<uint64_t>(*at - '0');
  if (at == text || *at != end || value > UINT32_MAX) return false;
  *number = static_cast<uint32_t>(value);
  return true;
}

std::vector<uint32_t> ListNumbers(int directory, DirectoryReader* reader) {
  std::vector<uint32_t> numbers;
  reader->Begin(directory);
  uint32_t number;
  while (const char* name = reader->Next()) {
    if (ParseNumber(name, '\0', &number)) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

UniqueFd OpenProcess(int root, uint32_t pid) {
  UniqueFd process(openat(root, std::to_string(pid).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!process) ThrowErrno("openat");
  return process;
}

size_t ReadFileAt(int directory, const char* name, char* buffer, size_t capacity) {
  const UniqueFd file = OpenFile(directory, name);
  return ReadSome(file.get(), buffer, capacity);
}

uint32_t AppendArgv0(int process, DirectoryReader* reader, std::vector<uint8_t>* names) {
  char text[kCommandLineMax];
  size_t command_line = ReadFileAt(process, "cmdline", text, sizeof(text));
  if (command_line == 0) command_line = ReadThreadCommandLine(process, reader, text, sizeof(text));
  const size_t argv0 = strnlen(text, command_line);
  names->insert(names->end(), text, text + argv0);
  return static_cast<uint32_t>(argv0);
}

OwnerProcess ReadNames(int process, uint32_t pid, DirectoryReader* reader, std::vector<uint8_t>* names) {
  const uint32_t argv0 = AppendArgv0(process, reader, names);
  char text[kCommandLineMax];
  size_t comm = ReadFileAt(process, "comm", text, sizeof(text));
  if (comm > 0 && text[comm - 1] == '\n') comm--;
  names->insert(names->end(), text, text + comm);
  return {pid, argv0, static_cast<uint32_t>(comm)};
}

uint32_t SocketInode(int directory, const char* name) {
  char link[32];
  const ssize_t length = readlinkat(directory, name, link, sizeof(link) - 1);
  if (length < 0) {
    if (Fatal(errno) || Forbidden(errno)) ThrowErrno("readlinkat");
    // ENOENT: closed since the directory was read. ENAMETOOLONG: a file whose path is longer than a page, which no
    // socket's is. Whatever else there may be, it is no socket either.
    return 0;
  }
  link[length] = '\0';
  uint32_t inode;
  return std::strncmp(link, "socket:[", 8) == 0 && ParseNumber(link + 8, ']', &inode) ? inode : 0;
}

bool IsProcFilesystem(int directory) {
  struct statfs status;
  return fstatfs(directory, &status) == 0 && status.f_type == PROC_SUPER_MAGIC;
}

bool SeesOwnPids(int root) {
  // NSpid: this process's number in the pid namespace of that /proc, then in each one below it down to its own.
  // Before it come this process's groups, of which there may be 65,536 (NGROUPS_MAX).
  constexpr char kField[] = "\nNSpid:\t";
  std::string text;
  try {
    text = ReadTextAt(root, "self/status");
  } catch (const SysError& error) {
    OutcomeOf(error);  // throws what is no answer
    return false;
  }
  const size_t at = text.find(kField);
  uint32_t number;
  return at != std::string::npos && ParseNumber(text.c_str() + at + sizeof(kField) - 1, '\n', &number);
}

}  // namespace sockdiag
