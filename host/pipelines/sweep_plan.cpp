#include "host/pipelines/sweep_plan.hpp"

#include <algorithm>
#include <limits>
#include <span>
#include <vector>

namespace tessera {
namespace {

using Blocks = std::span<const std::int32_t>;

// For the blocks up to every block: how many blocks of the other kind they reach.
HostArray<std::int32_t> blocks_before(cpu::Executor& team, const HostArray<BlockRange>& reach) {
  HostArray<std::int32_t> before(team, static_cast<std::int64_t>(reach.size()));
  std::int32_t most = 0;
  for (std::size_t block = 0; block < reach.size(); ++block) {
    most = std::max(most, reach[block].last);
    before[block] = most;
  }
  return before;
}

// For the blocks from every block on: the first block of the other kind that they reach.
std::vector<std::int32_t> first_reached(const HostArray<BlockRange>& reach) {
  std::vector<std::int32_t> first(reach.size());
  std::int32_t least = std::numeric_limits<std::int32_t>::max();
  for (std::size_t block = reach.size(); block-- > 0;) {
    least = std::min(least, reach[block].first);
    first[block] = least;
  }
  return first;
}

// The blocks that need no others of the pass before than those of `done`.
BlockRange within(const BlockRange& done, Blocks first, Blocks before) {
  const auto begin = std::ranges::lower_bound(first, done.first) - first.begin();
  const auto end = std::ranges::upper_bound(before, done.last) - before.begin();
  return {static_cast<std::int32_t>(begin), static_cast<std::int32_t>(end)};
}

// Whether a part does at least half of an even share itself: what is left at the seams keeps few
// workers busy.
bool is_enough(const BlockRange& range, std::size_t blocks, std::int64_t parts) {
  return 2 * parts * (range.last - range.first) >= static_cast<std::int64_t>(blocks);
}

// Fills in the ranges of pass 1, 2, ... and returns how many passes all parts can do.
int plan_passes(const SweepReachArrays& reach, SweepPlan& plan) {
  const std::vector<std::int32_t> first_rows = first_reached(reach.rows);
  const std::vector<std::int32_t> first_elements = first_reached(reach.elements);
  for (int pass = 1; pass < kMostSweepPasses; ++pass) {
    const bool is_of_elements = pass % 2 == 1;
    const Blocks first = is_of_elements ? first_rows : first_elements;
    const Blocks before =
        is_of_elements ? plan.rows_before.values() : plan.elements_before.values();
    std::int32_t taken = 0;
    for (std::int64_t part = 0; part < plan.at.parts; ++part) {
      BlockRange* const range = plan.ranges.begin() + part * kMostSweepPasses + pass;
      *range = within(range[-1], first, before);
      // Blocks that reach nothing go to the part before.
      range->first = std::max(range->first, taken);
      taken = range->last;
      if (!is_enough(*range, first.size(), plan.at.parts)) return pass;
    }
  }
  return kMostSweepPasses;
}

}  // namespace

SweepPlan plan_sweep(cpu::Executor& team, const SweepReachArrays& reach) {
  SweepPlan plan;
  plan.rows_before = blocks_before(team, reach.rows);
  plan.elements_before = blocks_before(team, reach.elements);
  const std::int64_t parts = team.workers();
  plan.ranges = HostArray<BlockRange>(team, parts * kMostSweepPasses);
  const auto row_blocks = static_cast<std::int64_t>(reach.elements.size());
  for (std::int64_t part = 0; part < parts; ++part) {
    plan.ranges[static_cast<std::size_t>(part * kMostSweepPasses)] = {
        static_cast<std::int32_t>(row_blocks * part / parts),
        static_cast<std::int32_t>(row_blocks * (part + 1) / parts)};
  }
  plan.at = {plan.rows_before.view(), plan.elements_before.view(), plan.ranges.view(), parts, 0};
  plan.at.passes = plan_passes(reach, plan);
  return plan;
}

}  // namespace tessera
