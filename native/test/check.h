#ifndef SOCKDIAG_TEST_CHECK_H_
#define SOCKDIAG_TEST_CHECK_H_

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "base/sys_error.h"

namespace sockdiag::test {

struct Test {
  const char* sentence;
  void (*run)();
};

inline std::vector<Test>& Tests() {
  static std::vector<Test> tests;
  return tests;
}

struct Registration {
  Registration(const char* sentence, void (*run)()) { Tests().push_back({sentence, run}); }
};

// A failed check ends its test: what follows would only repeat it.
struct Failed {
  const char* condition;
  const char* file;
  int line;
};

inline void Check(bool holds, const char* condition, const char* file, int line) {
  if (!holds) throw Failed{condition, file, line};
}

// What a test wants and this machine or user does not have.
struct Missing {
  std::string what;
};

// The errno `work` throws, or 0 when it throws none.
template <typename Work>
int ErrorOf(Work work) {
  try {
    work();
    return 0;
  } catch (const SysError& error) {
    return error.error();
  }
}

enum class Verdict { kPassed, kFailed, kSkipped };

// Where SOCKDIAG_TEST_NO_SKIP is set, what is wanted must be there.
inline Verdict Skip(const char* sentence, const Missing& missing) {
  const bool allowed = std::getenv("SOCKDIAG_TEST_NO_SKIP") == nullptr;
  std::fprintf(stderr, "%s: %s: %s\n", allowed ? "skipped" : "not ok, may not be skipped here", sentence, missing.what.c_str());
  return allowed ? Verdict::kSkipped : Verdict::kFailed;
}

// Runs one test. Prints why it did not pass.
inline Verdict Run(const Test& test) {
  try {
    test.run();
    return Verdict::kPassed;
  } catch (const Missing& missing) {
    return Skip(test.sentence, missing);
  } catch (const Failed& failed) {
    std::fprintf(stderr, "not ok: %s\n  %s:%d: %s\n", test.sentence, failed.file, failed.line, failed.condition);
  } catch (const SysError& error) {
    std::fprintf(stderr, "not ok: %s\n  threw %s, errno %d\n", test.sentence, error.syscall(), error.error());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "not ok: %s\n  threw %s\n", test.sentence, error.what());
  }
  return Verdict::kFailed;
}

}  // namespace sockdiag::test

#define SOCKDIAG_JOIN2(a, b) a##b
#define SOCKDIAG_JOIN(a, b) SOCKDIAG_JOIN2(a, b)
#define TEST(sentence)                                                                                          \
  static void SOCKDIAG_JOIN(Test, __LINE__)();                                                                  \
  static const sockdiag::test::Registration SOCKDIAG_JOIN(registration, __LINE__)(sentence,                     \
                                                                                  SOCKDIAG_JOIN(Test, __LINE__)); \
  static void SOCKDIAG_JOIN(Test, __LINE__)()
#define CHECK(condition) sockdiag::test::Check(static_cast<bool>(condition), #condition, __FILE__, __LINE__)

#endif  // SOCKDIAG_TEST_CHECK_H_
