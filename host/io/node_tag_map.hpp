#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// Finds the node of a tag. Tags may be sparse, unordered and large: a table serves tags that lie
/// close together, a sorted list all others.
class NodeTagMap {
 public:
  static constexpr NodeId kNone = -1;

  /// `tags[node]` is the tag of a node.
  explicit NodeTagMap(const std::vector<std::int64_t>& tags);

  /// The node of that tag, or kNone.
  [[nodiscard]] NodeId find(std::int64_t tag) const {
    return table_.empty() ? find_sorted(tag) : find_in_table(tag);
  }
  /// Two nodes with the same tag, if there are any.
  [[nodiscard]] std::optional<std::pair<NodeId, NodeId>> repeated() const { return repeated_; }
  [[nodiscard]] std::int64_t smallest() const { return smallest_; }
  [[nodiscard]] std::int64_t largest() const { return largest_; }

 private:
  void fill_table(const std::vector<std::int64_t>& tags);
  void fill_sorted(const std::vector<std::int64_t>& tags);
  [[nodiscard]] NodeId find_sorted(std::int64_t tag) const;
  [[nodiscard]] NodeId find_in_table(std::int64_t tag) const {
    if (tag < smallest_ || tag > largest_) return kNone;
    return table_[static_cast<std::size_t>(tag - smallest_)];
  }

  std::int64_t smallest_ = 0;
  std::int64_t largest_ = -1;
  std::vector<NodeId> table_;                            // [tag - smallest]
  std::vector<std::pair<std::int64_t, NodeId>> sorted_;  // by tag
  std::optional<std::pair<NodeId, NodeId>> repeated_;
};

}  // namespace tessera
