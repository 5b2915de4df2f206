#ifndef SOCKDIAG_TEST_GATE_H_
#define SOCKDIAG_TEST_GATE_H_

#include <sys/stat.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>

namespace sockdiag::test {

// A file at which a scan is held: gate.cc has the openat() of this program, which opens it and then waits. One at a time.
class Gate {
 public:
  // Put in the place of what is at `path`; empty.
  explicit Gate(const std::filesystem::path& path);
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // Lets the scan go on at its end.
  class Held {
   public:
    explicit Held(Gate* gate) : gate_(gate) {}
    ~Held() { gate_->Open(); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

   private:
    Gate* gate_;
  };

  // Returns when the scan has come so far.
  [[nodiscard]] Held AwaitScan();

  // Called with each file that was opened.
  void Pass(const struct stat& file);

 private:
  void Open();

  struct stat file_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool reached_ = false;
  bool open_ = false;
};

}  // namespace sockdiag::test

#endif  // SOCKDIAG_TEST_GATE_H_
