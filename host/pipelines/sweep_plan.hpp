#pragma once

#include "host/pipelines/host_array.hpp"
#include "kernels/stages/element_sweep.hpp"

namespace tessera {

/// An ElementSweep and its arrays.
struct SweepPlan {
  HostArray<std::int32_t> rows_before, elements_before;
  HostArray<BlockRange> ranges;
  ElementSweep at;
};

/// The reach of the blocks of a level, to be found.
struct SweepReachArrays {
  HostArray<BlockRange> rows, elements;

  SweepReachArrays(cpu::Executor& team, std::int64_t row_count, std::int64_t element_count)
      : rows(team, chunk_count_of(element_count, kSweepElements)),
        elements(team, chunk_count_of(row_count, kSweepRows)) {}
  [[nodiscard]] SweepReach at() { return {rows.view(), elements.view()}; }
};

/// The sweep of blocks with that reach, a part per worker; without passes where the parts would be
/// too small.
[[nodiscard]] SweepPlan plan_sweep(cpu::Executor& team, const SweepReachArrays& reach);

/// The sweep over a level on an executor that has sweeps, and none on others.
template <class Exec, class Level>
[[nodiscard]] SweepPlan plan_sweep(Exec& executor, const Level& level) {
  if constexpr (kHasSweeps<Exec>) {
    SweepReachArrays reach(executor, level.row_count, level.element_count);
    find_reach(executor, level, reach.at());
    return plan_sweep(executor, reach);
  }
  return {};
}

}  // namespace tessera
