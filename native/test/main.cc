#include <csignal>
#include <cstring>

#include "check.h"

// Runs every test, or those whose sentence holds the first argument.
int main(int argc, char** argv) {
  int failed = 0;
  int passed = 0;
  for (const auto& test : sockdiag::test::Tests()) {
    if (argc > 1 && std::strstr(test.sentence, argv[1]) == nullptr) continue;
    (sockdiag::test::Passes(test.sentence, test.run) ? passed : failed)++;
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}
