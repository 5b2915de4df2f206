// ScanProcessFds over a tree that is made for the test: everything about it is known.
#include "owners/fd_scan.h"

#include <algorithm>
#include <string>
#include <thread>

#include "check.h"
#include "gate.h"
#include "proc_tree.h"
#include "process.h"
#include "scans.h"

using namespace sockdiag;
using namespace sockdiag::test;

namespace {

OwnerScan Scan(const ProcTree& tree, unsigned threads = 1) { return ScanProcessFds(All(tree.path(), threads), Cancellation()); }

}  // namespace

TEST("descriptors that are sockets are found, with the names of their process, and nothing else is") {
  const ProcTree tree;
  tree.Add("7", {{"0", "/dev/null"}, {"3", Socket(31)}, {"12", Socket(4294967295)}, {"5", "anon_inode:[eventpoll]"}},
           std::string("/usr/bin/a b\0--c\0", 17), "name with ) and space\n");
  tree.Add("8", {{"0", "pipe:[31]"}}, "no sockets", "none\n");
  tree.Add("4294967295", {{"1", Socket(31)}}, "", "\n");
  const OwnerScan scan = Scan(tree);
  CheckWellFormed(scan);
  CHECK(scan.scanned == 3 && scan.vanished == 0 && scan.forbidden == 0);
  CHECK(scan.owners.size() == 3 && scan.processes.size() == 2);
  Owners owners = OwnersOf(scan, 7);
  std::sort(owners.begin(), owners.end());
  CHECK(owners == (Owners{{31, 3}, {4294967295, 12}}));
  CHECK(OwnersOf(scan, 4294967295) == (Owners{{31, 1}}));
  CHECK(NamesOf(scan, 7) == Names("/usr/bin/a b", "name with ) and space"));
  CHECK(NamesOf(scan, 4294967295) == Names("", ""));
}

TEST("links and names that only look like sockets, descriptors or processes are left out") {
  const ProcTree tree;
  // 2^64 + 7: what 64 bits keep of it is 7.
  const std::string wraps = "socket:[18446744073709551623]";
  tree.Add("1",
           {{"0", "socket:[x]"},
            {"1", "socket:[]"},
            {"2", "socket:[4294967296]"},
            {"3", "socket:[1"},
            {"4", wraps},
            {"5", "/tmp/socket:[1]"},
            {"6", "socket:[-1]"},
            {"7", "socket"},
            {"8", std::string(3000, 'x')},
            {"x", Socket(1)},
            {"-1", Socket(1)},
            {"4294967296", Socket(1)},
            {"18446744073709551623", Socket(1)},
            {"1x", Socket(1)}},
           "", "");
  for (const char* name : {"self", "4294967296", "18446744073709551623", "1a", "-1", "+1"}) {
    tree.Add(name, {{"0", Socket(5)}}, "", "");
  }
  const OwnerScan scan = Scan(tree);
  CHECK(scan.owners.empty() && scan.processes.empty() && scan.names.empty());
  CHECK(scan.scanned == 1);
}

TEST("a command line counts up to 511 bytes, as netstat reads it, and a name may lack its newline") {
  const ProcTree tree;
  tree.Add("1", {{"0", Socket(5)}}, std::string(2000, 'a'), "comm");
  tree.Add("2", {{"0", Socket(6)}}, "", std::string(600, 'b'));
  const OwnerScan scan = Scan(tree);
  CHECK(NamesOf(scan, 1) == Names(std::string(511, 'a'), "comm"));
  CHECK(NamesOf(scan, 2) == Names("", std::string(511, 'b')));
}

TEST("any number of threads gives the same result") {
  const ProcTree tree;
  Fill(tree, 150);
  const OwnerScan one = Scan(tree, 1);
  CheckWellFormed(one);
  CHECK(one.scanned == 150 && one.processes.size() == 129 && one.owners.size() == 447);
  for (unsigned threads = 0; threads <= 8; threads++) CHECK(Same(Scan(tree, threads), one));
  CHECK(Same(Scan(tree, 1000), one));
}

TEST("a process without its folder or its files has vanished, and takes back what was found of it") {
  const ProcTree tree;
  Fill(tree, 6);
  std::filesystem::remove_all(tree.At("3"));
  std::filesystem::create_directory(tree.At("3"));
  std::filesystem::remove(tree.At("4/cmdline"));
  std::filesystem::remove(tree.At("5/comm"));
  for (unsigned threads = 1; threads <= 4; threads++) {
    const OwnerScan scan = Scan(tree, threads);
    CheckWellFormed(scan);
    CHECK(scan.scanned == 3 && scan.vanished == 3 && scan.forbidden == 0);
    CHECK(OwnersOf(scan, 4).empty() && OwnersOf(scan, 5).empty() && OwnersOf(scan, 6).size() == 6);
    CHECK(NamesOf(scan, 6).first == "program6");
  }
}

TEST("a process that ends while it is read has vanished") {
  const ProcTree tree;
  Fill(tree, 3);
  Gate gate(tree.At("2/cmdline"));
  OwnerScan scan;
  std::thread thread([&] { scan = Scan(tree, 2); });
  {
    const Gate::Held held = gate.AwaitScan();
    std::filesystem::remove_all(tree.At("2"));
  }
  thread.join();
  CheckWellFormed(scan);
  CHECK(scan.vanished == 1 && scan.scanned == 2 && OwnersOf(scan, 2).empty() && OwnersOf(scan, 3).size() == 3);
}

TEST("a process that may not be read is counted, not an error") {
  const ProcTree tree;
  Fill(tree, 3);
  std::filesystem::permissions(tree.At("2"), std::filesystem::perms::none);
  const int code = InChild([&] {
    CHECK(geteuid() != 0 || DropCapabilities());
    const OwnerScan scan = Scan(tree, 2);
    CheckWellFormed(scan);
    CHECK(scan.forbidden == 1 && scan.scanned == 2 && scan.vanished == 0);
    CHECK(OwnersOf(scan, 2).empty() && OwnersOf(scan, 3).size() == 3);
    return 0;
  });
  std::filesystem::permissions(tree.At("2"), std::filesystem::perms::owner_all);
  CHECK(code == 0);
}

TEST("a root that is missing, no folder or empty") {
  const ProcTree tree;
  tree.Write("file", "");
  const Cancellation cancellation;
  CHECK(ErrorOf([&] { ScanProcessFds(All(tree.path() + "/missing", 2), cancellation); }) == ENOENT);
  CHECK(ErrorOf([&] { ScanProcessFds(All("", 2), cancellation); }) == ENOENT);
  CHECK(ErrorOf([&] { ScanProcessFds(All(tree.path() + "/file", 2), cancellation); }) == ENOTDIR);
  CHECK(Scan(tree, 4).scanned == 0);
}

TEST("a cancellation ends the scan with ECANCELED: before it, and in the middle of it") {
  const ProcTree tree;
  Fill(tree, 50);
  Cancellation early;
  early.Cancel();
  CHECK(ErrorOf([&] { ScanProcessFds(All(tree.path(), 2), early); }) == ECANCELED);
  for (const unsigned threads : {1u, 3u}) {
    Gate gate(tree.At("2/comm"));
    Cancellation cancellation;
    int error = 0;
    std::thread thread([&] { error = ErrorOf([&] { ScanProcessFds(All(tree.path(), threads), cancellation); }); });
    {
      const Gate::Held held = gate.AwaitScan();
      cancellation.Cancel();
    }
    thread.join();
    CHECK(error == ECANCELED);
  }
}

TEST("running out of descriptors is EMFILE, not a smaller result") {
  const ProcTree tree;
  Fill(tree, 20);
  const OwnerScan whole = Scan(tree);
  const auto outcome = [&](int spare, unsigned threads) {
    return InChild([&] {
      const Cancellation cancellation;
      LimitFds(NextFd() + spare);
      OwnerScan scan;
      const int error = ErrorOf([&] { scan = ScanProcessFds(All(tree.path(), threads), cancellation); });
      CHECK(error != 0 || Same(scan, whole));
      return error;
    });
  };
  // One thread needs three: the root, the process, and one of its files.
  for (int spare = 0; spare < 3; spare++) {
    for (const unsigned threads : {1u, 2u, 8u}) CHECK(outcome(spare, threads) == EMFILE);
  }
  CHECK(outcome(3, 1) == 0);
  for (int spare = 3; spare < 12; spare++) {
    const int several = outcome(spare, 4);
    CHECK(several == 0 || several == EMFILE);
  }
}
