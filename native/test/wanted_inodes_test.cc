// Scans that look for certain sockets or in certain processes only.
#include "owners/wanted_inodes.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "check.h"
#include "owners/fd_scan.h"
#include "gate.h"
#include "proc_tree.h"
#include "process.h"
#include "scans.h"

using namespace sockdiag;
using namespace sockdiag::test;

namespace {

OwnerScan Scan(const OwnerQuery& query) {
  const OwnerScan scan = ScanProcessFds(query, Cancellation());
  CheckWellFormed(scan);
  return scan;
}

OwnerQuery Wanted(const ProcTree& tree, std::vector<uint32_t> inodes, unsigned threads = 1, bool first_only = false) {
  OwnerQuery query = All(tree.path(), threads);
  query.inodes = std::move(inodes);
  query.first_only = first_only;
  return query;
}

std::map<uint32_t, uint32_t> LowestPids(const OwnerScan& scan) {
  std::map<uint32_t, uint32_t> lowest;
  for (const auto& owner : scan.owners) lowest.emplace(owner.inode, owner.pid);
  return lowest;
}

}  // namespace

TEST("only wanted sockets come, and names only of the processes that have one") {
  const ProcTree tree;
  tree.Add("1", {{"0", Socket(10)}, {"1", Socket(11)}}, "one", "one\n");
  tree.Add("2", {{"0", Socket(20)}}, "two", "two\n");
  tree.Add("3", {{"3", Socket(11)}, {"4", Socket(30)}}, "three", "three\n");
  for (unsigned threads = 1; threads <= 4; threads++) {
    const OwnerScan scan = Scan(Wanted(tree, {30, 11, 11, 0}, threads));
    CHECK(OwnersOf(scan, 1) == (Owners{{11, 1}}));
    CHECK(OwnersOf(scan, 3) == (Owners{{11, 3}, {30, 4}}));
    CHECK(scan.owners.size() == 3 && scan.processes.size() == 2 && scan.names.size() == 16);
    CHECK(NamesOf(scan, 3) == Names("three", "three"));
    CHECK(scan.scanned == 3);
  }
}

TEST("a process without a wanted socket needs no names: what they are written in is not read") {
  const ProcTree tree;
  Fill(tree, 3);
  std::filesystem::remove(tree.At("2/cmdline"));
  const OwnerScan scan = Scan(Wanted(tree, {3000}));
  CHECK(scan.vanished == 0 && scan.scanned == 3 && scan.owners.size() == 1);
}

TEST("where no socket is wanted nothing is read, and where one is that nobody has, everything is") {
  const ProcTree tree;
  Fill(tree, 40);
  for (unsigned threads = 1; threads <= 4; threads++) {
    for (const bool first_only : {false, true}) {
      CHECK(Scan(Wanted(tree, {}, threads, first_only)).scanned == 0);
      CHECK(Scan(Wanted(tree, {0}, threads, first_only)).scanned == 0);
      const OwnerScan all = Scan(Wanted(tree, {999999, 1000}, threads, first_only));
      CHECK(all.scanned == 40 && all.owners.size() == 1);
    }
  }
}

TEST("a scan for the first owners ends with the process that decides the last of them") {
  const ProcTree tree;
  Fill(tree, 60);
  tree.Add("61", {{"0", Socket(5000)}}, "", "\n");
  const OwnerScan scan = Scan(Wanted(tree, {5000, 9001}, 1, true));
  CHECK(scan.scanned == 9);
  CHECK(LowestPids(scan) == (std::map<uint32_t, uint32_t>{{5000, 5}, {9001, 9}}));
  // Every owner is asked for: the second owner of 5000 is the last process.
  CHECK(Scan(Wanted(tree, {5000, 9001})).scanned == 61);
}

TEST("the first owners are those of a whole scan, with any number of threads, whoever shares the sockets") {
  const ProcTree tree;
  std::mt19937 random(1);
  for (uint32_t pid = 1; pid <= 120; pid++) {
    ProcTree::Links links;
    for (int fd = 0; fd < 6; fd++) links.emplace_back(std::to_string(fd), Socket(1 + random() % 150));
    tree.Add(std::to_string(pid), links, "", "\n");
  }
  const auto lowest = LowestPids(Scan(All(tree.path(), 1)));
  for (unsigned i = 0; i < 200; i++) {
    std::vector<uint32_t> inodes;
    for (size_t count = 1 + random() % 12; inodes.size() < count;) inodes.push_back(1 + static_cast<uint32_t>(random()) % 155);
    std::map<uint32_t, uint32_t> expected;
    for (const uint32_t inode : inodes) {
      if (lowest.count(inode) > 0) expected.emplace(inode, lowest.at(inode));
    }
    CHECK(LowestPids(Scan(Wanted(tree, inodes, 1 + i % 8, true))) == expected);
  }
}

TEST("a process that vanishes after its sockets were found decides nothing: a later one that shares them is found") {
  for (unsigned threads = 1; threads <= 4; threads++) {
    const ProcTree tree;
    Fill(tree, 12);
    tree.Add("20", {{"0", Socket(2000)}}, "heir", "heir\n");
    Gate gate(tree.At("2/cmdline"));
    OwnerScan scan;
    Joined thread([&] { scan = Scan(Wanted(tree, {2000}, threads, true)); });
    {
      const Gate::Held held = gate.AwaitScan();
      std::filesystem::remove_all(tree.At("2"));
    }
    thread.join();
    CHECK(OwnersOf(scan, 2).empty());
    CHECK(OwnersOf(scan, 20) == (Owners{{2000, 0}}));
    CHECK(NamesOf(scan, 20) == Names("heir", "heir"));
  }
}

TEST("only the processes asked for are read; one that is not there has vanished, and one named twice counts once") {
  const ProcTree tree;
  Fill(tree, 10);
  for (unsigned threads = 1; threads <= 4; threads++) {
    OwnerQuery query = All(tree.path(), threads);
    query.pids = {{9, 3, 77, 9, 3, 4294967295}};
    const OwnerScan scan = Scan(query);
    CHECK(scan.scanned == 2 && scan.vanished == 2 && scan.forbidden == 0);
    CHECK(OwnersOf(scan, 3).size() == 3 && OwnersOf(scan, 9).size() == 2 && scan.owners.size() == 5);
    query.inodes = {{3001, 4000}};
    CHECK(OwnersOf(Scan(query), 3) == (Owners{{3001, 1}}) && Scan(query).owners.size() == 1);
    query.pids = std::vector<uint32_t>{};
    CHECK(Scan(query).scanned == 0 && Scan(query).owners.empty());
  }
}

TEST("the table of wanted sockets holds any numbers, the last and those that fall together among them") {
  std::vector<uint32_t> inodes = {1, 4294967295, 4294967294, 0};
  for (uint32_t i = 1; i < 500; i++) inodes.push_back(i << 20);
  WantedInodes wanted(inodes);
  CHECK(!wanted.empty() && !wanted.AllFoundBefore(SIZE_MAX));
  CHECK(!wanted.Note(0, 0) && !wanted.Note(2, 0) && !wanted.Note((1u << 20) + 1, 0));
  for (const uint32_t inode : inodes) CHECK(wanted.Note(inode, 3) == (inode != 0));
  CHECK(!wanted.AllFoundBefore(3) && wanted.AllFoundBefore(4));
  // Who has it too does not put off the end.
  CHECK(wanted.Note(1, 9) && wanted.AllFoundBefore(4));
  CHECK(WantedInodes({}).empty() && WantedInodes({0}).empty());
}
