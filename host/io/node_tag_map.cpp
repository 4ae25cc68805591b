#include "host/io/node_tag_map.hpp"

#include <algorithm>

namespace tessera {
namespace {

// A table of up to this many entries per node is smaller and quicker than a sorted list of pairs.
constexpr std::uint64_t kTableEntriesPerNode = 4;

}  // namespace

NodeTagMap::NodeTagMap(const std::vector<std::int64_t>& tags) {
  if (tags.empty()) return;
  const auto [low, high] = std::minmax_element(tags.begin(), tags.end());
  smallest_ = *low;
  largest_ = *high;
  const std::uint64_t span =
      static_cast<std::uint64_t>(largest_) - static_cast<std::uint64_t>(smallest_);
  if (span / kTableEntriesPerNode < tags.size()) {
    fill_table(tags);
  } else {
    fill_sorted(tags);
  }
}

void NodeTagMap::fill_table(const std::vector<std::int64_t>& tags) {
  table_.assign(static_cast<std::size_t>(largest_ - smallest_) + 1, kNone);
  for (std::size_t node = 0; node < tags.size(); ++node) {
    NodeId& entry = table_[static_cast<std::size_t>(tags[node] - smallest_)];
    if (entry != kNone && !repeated_) repeated_ = {entry, static_cast<NodeId>(node)};
    entry = static_cast<NodeId>(node);
  }
}

void NodeTagMap::fill_sorted(const std::vector<std::int64_t>& tags) {
  sorted_.reserve(tags.size());
  for (std::size_t node = 0; node < tags.size(); ++node) {
    sorted_.emplace_back(tags[node], static_cast<NodeId>(node));
  }
  std::sort(sorted_.begin(), sorted_.end());
  const auto twin = std::adjacent_find(
      sorted_.begin(), sorted_.end(),
      [](const auto& one, const auto& other) { return one.first == other.first; });
  if (twin != sorted_.end()) repeated_ = {twin->second, std::next(twin)->second};
}

NodeId NodeTagMap::find_sorted(std::int64_t tag) const {
  const auto found =
      std::lower_bound(sorted_.begin(), sorted_.end(), tag,
                       [](const auto& entry, std::int64_t key) { return entry.first < key; });
  return found == sorted_.end() || found->first != tag ? kNone : found->second;
}

}  // namespace tessera
