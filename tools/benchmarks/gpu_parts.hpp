#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/pipelines/flow_problem.hpp"
#include "kernels/gpu_layout_stages.hpp"
#include "kernels/gpu_stages.hpp"
#include "kernels/stages/stage_cost.hpp"
#include "tools/benchmarks/element_arrays.hpp"
#include "tools/benchmarks/flow_arrays.hpp"
#include "tools/benchmarks/gpu_cycle.hpp"

namespace tessera::bench {

/// A flow solve on a GPU with everything in place, for both operators and both ways to assemble.
class GpuFlow {
 public:
  GpuFlow(gpu::Executor& executor, const FlowProblem& problem);

  /// Null where cuSPARSE cannot be used; `vendor_obstacle` says why.
  [[nodiscard]] const gpu::CusparseMatrix* vendor() const { return vendor_.get(); }
  [[nodiscard]] const std::string& vendor_obstacle() const { return vendor_obstacle_; }

  gpu::Executor& executor;
  FlowArrays<gpu::Executor> arrays;
  ElementArrays<gpu::Executor> elements;
  GpuCycle cycle;
  Triplets triplets;
  View<std::int32_t> first_triplet;
  View<double> element_source;

 private:
  gpu::Array<std::uint64_t> keys_;
  gpu::Array<double> triplet_values_, element_source_;
  gpu::Array<std::int32_t> first_triplet_;
  std::unique_ptr<gpu::CusparseMatrix> vendor_;
  std::string vendor_obstacle_;
};

/// The counts that decide how many bytes a stage moves.
struct FlowCounts {
  explicit FlowCounts(const GpuFlow& flow);

  std::int64_t elements;
  std::int64_t nodes;
  std::int64_t unknowns;
  std::int64_t entries;
  std::int64_t sliced_entries;                      // padding included
  std::int64_t corners;                             // unknowns of the bilinear level
  std::vector<std::int64_t> level_sizes;            // of multigrid
  int finest_degree;                                // of its smoother on the finest level
  std::vector<AggregateEntries> aggregate_entries;  // of its levels of aggregates
};

/// One part of the solve.
struct Part {
  enum class State {
    cold,  // runs once per solve: its data comes from memory
    warm,  // runs in every iteration: in a recorded batch, over what the last one left in cache
  };

  std::string name;
  State state;
  std::function<void(GpuFlow&)> run;
  /// Bytes that must move: every array that it needs once, as if the cache kept all the rest.
  std::int64_t (*bytes)(const FlowCounts&);
  /// What must be there before each run, and is not timed.
  std::function<void(GpuFlow&)> before = [](GpuFlow&) {};
};

/// The bytes of a cost, as Part::bytes counts them.
[[nodiscard]] inline std::int64_t bytes_of(const StageCost& cost) {
  return static_cast<std::int64_t>(cost.bytes);
}

/// From the mesh to the fields, in the order of a solve.
[[nodiscard]] std::vector<Part> all_parts();

/// The stages that work without a matrix, and those of the element levels of multigrid.
[[nodiscard]] std::vector<Part> element_parts();
/// The cycle of multigrid and the stages around it in a search.
[[nodiscard]] std::vector<Part> cycle_parts();

/// Bytes of one iteration with each operator.
[[nodiscard]] std::int64_t csr_iteration_bytes(const FlowCounts& count);
[[nodiscard]] std::int64_t cusparse_iteration_bytes(const FlowCounts& count);

}  // namespace tessera::bench
