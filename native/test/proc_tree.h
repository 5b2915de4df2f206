#ifndef SOCKDIAG_TEST_PROC_TREE_H_
#define SOCKDIAG_TEST_PROC_TREE_H_

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "check.h"
#include "fd_scan.h"

namespace sockdiag::test {

// A /proc made of plain files and symbolic links, gone with its object.
class ProcTree {
 public:
  using Links = std::vector<std::pair<std::string, std::string>>;

  ProcTree() {
    std::string name = (std::filesystem::temp_directory_path() / "sockdiag-proc-XXXXXX").string();
    CHECK(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ProcTree(const ProcTree&) = delete;
  ProcTree& operator=(const ProcTree&) = delete;
  ~ProcTree() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string path() const { return path_.string(); }
  std::filesystem::path At(const std::string& name) const { return path_ / name; }

  // Adds <pid>/{fd,cmdline,comm}; `links` are the descriptors and what they point at.
  void Add(const std::string& pid, const Links& links, const std::string& cmdline, const std::string& comm) const {
    std::filesystem::create_directories(At(pid) / "fd");
    for (const auto& [fd, target] : links) std::filesystem::create_symlink(target, At(pid) / "fd" / fd);
    Write(pid + "/cmdline", cmdline);
    Write(pid + "/comm", comm);
  }

  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(At(name), std::ios::binary) << text;
  }

 private:
  std::filesystem::path path_;
};

inline bool operator==(const Owner& a, const Owner& b) { return a.inode == b.inode && a.pid == b.pid && a.fd == b.fd; }
inline bool operator==(const OwnerProcess& a, const OwnerProcess& b) {
  return a.pid == b.pid && a.argv0_length == b.argv0_length && a.comm_length == b.comm_length;
}

inline bool Same(const OwnerScan& a, const OwnerScan& b) {
  return std::equal(a.owners.begin(), a.owners.end(), b.owners.begin(), b.owners.end(),
                    [](const Owner& x, const Owner& y) { return x == y; }) &&
         std::equal(a.processes.begin(), a.processes.end(), b.processes.begin(), b.processes.end(),
                    [](const OwnerProcess& x, const OwnerProcess& y) { return x == y; }) &&
         a.names == b.names && a.scanned == b.scanned && a.vanished == b.vanished && a.forbidden == b.forbidden;
}

// What holds of every scan, whatever the processes did meanwhile.
inline void CheckWellFormed(const OwnerScan& scan) {
  size_t names = 0;
  size_t owner = 0;
  for (size_t i = 0; i < scan.processes.size(); i++) {
    const OwnerProcess& process = scan.processes[i];
    CHECK(i == 0 || scan.processes[i - 1].pid < process.pid);
    CHECK(owner < scan.owners.size() && scan.owners[owner].pid == process.pid);
    while (owner < scan.owners.size() && scan.owners[owner].pid == process.pid) owner++;
    names += process.argv0_length + process.comm_length;
  }
  CHECK(owner == scan.owners.size());
  CHECK(names == scan.names.size());
  CHECK(scan.processes.size() <= scan.scanned);
}

// argv0 and comm of one process, or two empty texts.
inline std::pair<std::string, std::string> NamesOf(const OwnerScan& scan, uint32_t pid) {
  auto at = scan.names.begin();
  for (const auto& process : scan.processes) {
    const auto comm = at + static_cast<ptrdiff_t>(process.argv0_length);
    const auto end = comm + static_cast<ptrdiff_t>(process.comm_length);
    if (process.pid == pid) return {std::string(at, comm), std::string(comm, end)};
    at = end;
  }
  return {};
}

// (inode, fd) of one process, in the scan's order.
inline std::vector<std::pair<uint32_t, uint32_t>> OwnersOf(const OwnerScan& scan, uint32_t pid) {
  std::vector<std::pair<uint32_t, uint32_t>> found;
  for (const auto& owner : scan.owners) {
    if (owner.pid == pid) found.emplace_back(owner.inode, owner.fd);
  }
  return found;
}

}  // namespace sockdiag::test

#endif  // SOCKDIAG_TEST_PROC_TREE_H_
