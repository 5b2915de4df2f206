#include "gate.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <fstream>

#include "check.h"

namespace sockdiag::test {

namespace {

std::atomic<Gate*> closed{nullptr};

}  // namespace

Gate::Gate(const std::filesystem::path& path) {
  std::filesystem::remove(path);
  std::ofstream{path};
  CHECK(stat(path.c_str(), &file_) == 0);
  CHECK(closed.exchange(this) == nullptr);
}

Gate::~Gate() { closed = nullptr; }

Gate::Held Gate::AwaitScan() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return reached_; });
  return Held(this);
}

void Gate::Pass(const struct stat& file) {
  if (file.st_dev != file_.st_dev || file.st_ino != file_.st_ino) return;
  std::unique_lock<std::mutex> lock(mutex_);
  reached_ = true;
  changed_.notify_all();
  changed_.wait(lock, [this] { return open_; });
}

void Gate::Open() {
  const std::lock_guard<std::mutex> lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

}  // namespace sockdiag::test

// In place of the C library's.
extern "C" int openat(int directory, const char* name, int flags, ...) {
  mode_t mode = 0;
  if ((flags & (O_CREAT | O_TMPFILE)) != 0) {
    va_list rest;
    va_start(rest, flags);
    mode = va_arg(rest, mode_t);
    va_end(rest);
  }
  const auto fd = static_cast<int>(syscall(SYS_openat, directory, name, flags, mode));
  struct stat file;
  sockdiag::test::Gate* const gate = sockdiag::test::closed.load();
  if (fd >= 0 && gate != nullptr && fstat(fd, &file) == 0) gate->Pass(file);
  return fd;
}
