#include <cstring>

#include "check.h"

// Runs every test, or those whose sentence holds the first argument.
int main(int argc, char** argv) {
  int counts[3]{};
  for (const auto& test : sockdiag::test::Tests()) {
    if (argc > 1 && std::strstr(test.sentence, argv[1]) == nullptr) continue;
    counts[static_cast<int>(sockdiag::test::Run(test))]++;
  }
  const auto [passed, failed, skipped] = counts;
  std::printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
  return failed == 0 && passed > 0 ? 0 : 1;
}
