#include "host/io/group_sets.hpp"

#include <algorithm>

namespace tessera {

GroupSets::GroupSets() { intern({}); }

GroupSetId GroupSets::intern(std::vector<std::int64_t> groups) {
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  const auto [entry, is_new] = ids_.try_emplace(groups, set_count());
  if (is_new) sets_.push_back(std::move(groups));
  return entry->second;
}

GroupSetId GroupSets::unite(GroupSetId one, GroupSetId other) {
  if (one == other || other == kEmpty) return one;
  if (one == kEmpty) return other;
  std::vector<std::int64_t> members = sets_[static_cast<std::size_t>(one)];
  const std::vector<std::int64_t>& more = sets_[static_cast<std::size_t>(other)];
  members.insert(members.end(), more.begin(), more.end());
  return intern(std::move(members));
}

std::span<const std::int64_t> GroupSets::groups(GroupSetId set) const {
  return sets_[static_cast<std::size_t>(set)];
}

}  // namespace tessera
