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
        elements(team, chunk_count_of(slice_count(row_count) * kFloatLanes, kSweepRows)) {}
  [[nodiscard]] SweepReach at() { return {rows.view(), elements.view()}; }
};

/// The sweep of blocks with that reach, a part per worker; without passes where the parts would be
/// too small.
[[nodiscard]] SweepPlan plan_sweep(cpu::Executor& team, const SweepReachArrays& reach);

}  // namespace tessera
