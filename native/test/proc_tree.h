#ifndef SOCKDIAG_TEST_PROC_TREE_H_
#define SOCKDIAG_TEST_PROC_TREE_H_

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "check.h"

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

inline std::string Socket(size_t inode) { return "socket:[" + std::to_string(inode) + "]"; }

// A tree of many processes with different numbers of sockets.
inline void Fill(const ProcTree& tree, size_t processes) {
  for (size_t pid = 1; pid <= processes; pid++) {
    ProcTree::Links links;
    for (size_t fd = 0; fd < pid % 7; fd++) links.emplace_back(std::to_string(fd), Socket(1000 * pid + fd));
    links.emplace_back("9", "/dev/null");
    tree.Add(std::to_string(pid), links, "program" + std::to_string(pid) + std::string("\0-x\0", 4), "comm\n");
  }
}

}  // namespace sockdiag::test

#endif  // SOCKDIAG_TEST_PROC_TREE_H_
