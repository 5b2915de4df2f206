#include "owners/finds.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace sockdiag {

namespace {

template <typename Item, typename Key>
std::vector<std::pair<const Finds*, const Item*>> Sorted(const std::vector<Finds>& threads, std::vector<Item> Finds::*items,
                                                         const Outcomes& outcomes, Key key) {
  std::vector<std::pair<const Finds*, const Item*>> sorted;
  for (const auto& thread : threads) {
    for (const auto& item : thread.*items) {
      if (outcomes[item.position] == Outcome::kRead) sorted.emplace_back(&thread, &item);
    }
  }
  std::sort(sorted.begin(), sorted.end(), [key](const auto& a, const auto& b) { return key(*a.second) < key(*b.second); });
  return sorted;
}

bool Ascending(const Owner& a, const Owner& b) { return std::tie(a.pid, a.fd, a.inode) < std::tie(b.pid, b.fd, b.inode); }
bool Same(const Owner& a, const Owner& b) { return a.pid == b.pid && a.fd == b.fd && a.inode == b.inode; }

}  // namespace

void NormalizeOwners(std::vector<Owner>* owners) {
  const auto not_above = [](const Owner& a, const Owner& b) { return !Ascending(a, b); };
  if (std::adjacent_find(owners->begin(), owners->end(), not_above) == owners->end()) return;
  std::sort(owners->begin(), owners->end(), Ascending);
  owners->erase(std::unique(owners->begin(), owners->end(), Same), owners->end());
}

OwnerScan MergeFinds(const std::vector<Finds>& threads, const Outcomes& outcomes) {
  OwnerScan merged;
  const auto parts = Sorted(threads, &Finds::parts, outcomes,
                            [](const Finds::Part& part) { return std::make_pair(part.position, part.order); });
  size_t owners = 0;
  for (const auto& [finds, part] : parts) owners += part->end - part->begin;
  merged.owners.reserve(owners);
  for (const auto& [finds, part] : parts) {
    const Owner* first = finds->owners.data();
    merged.owners.insert(merged.owners.end(), first + part->begin, first + part->end);
  }
  NormalizeOwners(&merged.owners);
  const auto named = Sorted(threads, &Finds::named, outcomes, [](const Finds::Named& process) { return process.position; });
  for (const auto& [finds, process] : named) {
    merged.processes.push_back(process->process);
    const uint8_t* names = finds->names.data() + process->begin;
    merged.names.insert(merged.names.end(), names, names + process->process.argv0_length + process->process.comm_length);
  }
  const auto count = [&](Outcome outcome) { return static_cast<uint32_t>(std::count(outcomes.begin(), outcomes.end(), outcome)); };
  merged.scanned = count(Outcome::kRead);
  merged.vanished = count(Outcome::kVanished);
  merged.forbidden = count(Outcome::kForbidden);
  return merged;
}

}  // namespace sockdiag
