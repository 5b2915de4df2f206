#ifndef SOCKDIAG_DIRECTORY_H_
#define SOCKDIAG_DIRECTORY_H_

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

#include "base/sys_error.h"

namespace sockdiag {

// Walks one directory after the other by getdents64, which reads hundreds of entries a call. Its buffer is made once and lies
// on the heap: a thread's whole stack may be 64 KiB.
class DirectoryReader {
 public:
  // Begins with a directory, where its descriptor stands. What is left of the one before is dropped.
  void Begin(int fd) {
    fd_ = fd;
    offset_ = length_ = 0;
  }

  // Goes on at an offset of the file system's own; what was read ahead is dropped. Throws SysError.
  void Seek(uint64_t offset) {
    if (lseek(fd_, static_cast<off_t>(offset), SEEK_SET) < 0) ThrowErrno("lseek");
    offset_ = length_ = 0;
  }

  // The next entry's name, valid until the next call; nullptr at the end. Throws SysError.
  // `read_ahead` bounds the bytes read when the buffer is empty: the kernel makes an inode of every entry it gives.
  const char* Next(size_t read_ahead = kBufferBytes) {
    if (offset_ >= length_ && !Fill(read_ahead)) return nullptr;
    // struct linux_dirent64: u64 d_ino, s64 d_off, u16 d_reclen, u8 d_type, char d_name[] (include/linux/dirent.h)
    uint16_t record_length;
    std::memcpy(&record_length, buffer_.get() + offset_ + 16, sizeof(record_length));
    const char* name = reinterpret_cast<const char*>(buffer_.get() + offset_ + 19);
    offset_ += record_length;
    return name;
  }

 private:
  static constexpr size_t kBufferBytes = 32 * 1024;
  // More than an entry with the longest name: getdents64 fails with EINVAL where not one fits.
  static constexpr size_t kLeastBytes = 512;

  bool Fill(size_t read_ahead) {
    if (!buffer_) buffer_.reset(new uint8_t[kBufferBytes]);
    const size_t most = std::clamp(read_ahead, kLeastBytes, kBufferBytes);
    const long length = syscall(SYS_getdents64, fd_, buffer_.get(), most);
    if (length < 0) ThrowErrno("getdents64");
    length_ = static_cast<size_t>(length);
    offset_ = 0;
    return length > 0;
  }

  int fd_ = -1;
  size_t offset_ = 0;
  size_t length_ = 0;
  std::unique_ptr<uint8_t[]> buffer_;
};

}  // namespace sockdiag

#endif  // SOCKDIAG_DIRECTORY_H_
