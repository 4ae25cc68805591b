#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace tessera {

/// Number of one distinct set of groups.
using GroupSetId = std::int32_t;

/// Distinct sets of group numbers, each stored once, so that an element that lies in any number of
/// groups carries one small id. Set 0 is the empty set.
class GroupSets {
 public:
  static constexpr GroupSetId kEmpty = 0;

  GroupSets();
  /// The id of the set with these members; order and repetition do not matter.
  GroupSetId intern(std::vector<std::int64_t> groups);
  /// The id of the union of two sets.
  GroupSetId unite(GroupSetId one, GroupSetId other);
  /// The members, ascending.
  [[nodiscard]] std::span<const std::int64_t> groups(GroupSetId set) const;
  [[nodiscard]] GroupSetId set_count() const { return static_cast<GroupSetId>(sets_.size()); }

 private:
  std::vector<std::vector<std::int64_t>> sets_;
  std::map<std::vector<std::int64_t>, GroupSetId> ids_;
};

}  // namespace tessera
