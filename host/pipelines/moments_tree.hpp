#pragma once

#include <vector>

#include "kernels/numerics/moments.hpp"

namespace tessera {

/// Merges records in the fixed shape while they come, in memory that grows with the logarithm of
/// their number: the result has the bits of merging all of them by groups of 1024, the groups by
/// groups of 1024, and so on until one is left.
class MomentsTree {
 public:
  /// The next record.
  void add(const SampleMoments& record) { add_to(0, record); }

  /// All records so far, merged; without samples if there is none. More may be added afterwards.
  [[nodiscard]] SampleMoments total() const {
    SampleMoments carried;
    bool has_carried = false;
    for (Level level : levels_) {  // a copy, which takes in what lower levels carry
      if (has_carried) level.take(carried);
      if (level.count == 0) continue;
      carried = merge_lanes(level.lane);
      has_carried = true;
    }
    return carried;
  }

 private:
  struct Level {
    SampleMoments lane[kSumLanes];
    std::int64_t count = 0;

    void take(const SampleMoments& record) {
      SampleMoments& target = lane[count % kSumLanes];
      target = merged(target, record);
      ++count;
    }
  };

  void add_to(std::size_t depth, const SampleMoments& record) {
    if (depth == levels_.size()) levels_.emplace_back();
    levels_[depth].take(record);
    if (levels_[depth].count < kChunkGroup) return;
    const SampleMoments group = merge_lanes(levels_[depth].lane);
    levels_[depth] = Level{};
    add_to(depth + 1, group);
  }

  std::vector<Level> levels_;
};

}  // namespace tessera
