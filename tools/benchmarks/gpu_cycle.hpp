#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "host/pipelines/multigrid.hpp"
#include "kernels/gpu_layout_stages.hpp"
#include "kernels/gpu_stages.hpp"
#include "kernels/stages/preconditioned_search.hpp"
#include "tools/benchmarks/element_arrays.hpp"
#include "tools/benchmarks/flow_arrays.hpp"

namespace tessera::bench {

/// A cycle of multigrid on a GPU, and what goes in and out of it in a search.
class GpuCycle {
 public:
  /// Both outlive it.
  GpuCycle(FlowArrays<gpu::Executor>& flow, const ElementArrays<gpu::Executor>& elements);

  /// Unknowns of every level, the finest first.
  [[nodiscard]] const std::vector<std::int64_t>& level_sizes() const {
    return multigrid_->level_sizes();
  }
  [[nodiscard]] int finest_degree() const { return multigrid_->finest_degree(); }
  /// Of the levels of aggregates; empty with grids.
  [[nodiscard]] std::vector<AggregateEntries> aggregate_entries() const {
    return multigrid_->aggregate_entries();
  }
  void narrow();
  void cycle() { multigrid_->cycle(); }
  /// As in the middle of a search.
  void turn();

 private:
  [[nodiscard]] PreconditionerScale by() const { return {flow_.scale, multigrid_->unit()}; }

  FlowArrays<gpu::Executor>& flow_;
  std::optional<Multigrid<gpu::Executor>> multigrid_;
};

}  // namespace tessera::bench
