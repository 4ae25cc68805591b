#pragma once

#include "kernels/gpu_executor.hpp"
#include "kernels/stages/aggregate_level.hpp"
#include "kernels/stages/boundary.hpp"
#include "kernels/stages/element_level.hpp"
#include "kernels/stages/element_operator.hpp"
#include "kernels/stages/equilibration.hpp"
#include "kernels/stages/grid_cycle.hpp"
#include "kernels/stages/grid_level.hpp"
#include "kernels/stages/hex_diffusion.hpp"
#include "kernels/stages/krylov.hpp"
#include "kernels/stages/level_transfer.hpp"
#include "kernels/stages/path_simulation.hpp"
#include "kernels/stages/preconditioned_search.hpp"
#include "kernels/stages/recovery.hpp"
#include "kernels/stages/sliced_matrix.hpp"
#include "kernels/stages/source_load.hpp"
#include "kernels/stages/sparsity_pattern.hpp"
#include "kernels/stages/stiffness.hpp"
#include "kernels/stages/triplets.hpp"

// The GPU side of every stage: kernels/<stage>.cu, or kernels/not_compiled.cpp in a build without
// CUDA.

namespace tessera::gpu {

ComputeRowOffsets<Executor> compute_row_offsets;
FillRows<Executor> fill_rows;
ComputeConductance<Executor> compute_conductance;
GatherStiffness<Executor> gather_stiffness;
ApplyStiffness<Executor> apply_stiffness;
FillTriplets<Executor> fill_triplets;
SortTriplets<Executor> sort_triplets;
FindEntries<Executor> find_entries;
SumTriplets<Executor> sum_triplets;
AddSourceLoad<Executor> add_source_load;
AddEntries<Executor> add_entries;
FormRightSide<Executor> form_right_side;
ComposePotential<Executor> compose_potential;
ComputeScale<Executor> compute_scale;
Equilibrate<Executor> equilibrate;
PlanSlices<Executor> plan_slices;
FillSlices<Executor> fill_slices;
StartSearch<Executor, SlicedMatrix> start_search;
MultiplyDirection<Executor, SlicedMatrix> multiply_direction;
AdvanceResidual<Executor> advance_residual;
AdvanceSolution<Executor> advance_solution;
TrueResidual<Executor, SlicedMatrix> true_residual;
DotProduct<Executor> dot_product;
RecoverVelocity<Executor> recover_velocity;
RecoverPressure<Executor> recover_pressure;
AdvanceIterate<Executor> advance_iterate;
NarrowResidual<Executor> narrow_residual;
TurnDirection<Executor> turn_direction;
BeginSmoothing<Executor, GridLevel> begin_smoothing;
SmoothStep<Executor, GridLevel> smooth_step;
SubtractAction<Executor, GridLevel> subtract_action;
FillCells<Executor> fill_cells;
HalveCells<Executor> halve_cells;
BoundCells<Executor> bound_cells;
FormStencil<Executor> form_stencil;
RestrictResidual<Executor, CornerTransfer> restrict_residual;
RestrictResidual<Executor, GridTransfer> restrict_residual;
RestrictResidual<Executor, HalvingTransfer> restrict_residual;
ProlongCorrection<Executor, CornerTransfer> prolong_correction;
ProlongCorrection<Executor, GridTransfer> prolong_correction;
ProlongCorrection<Executor, HalvingTransfer> prolong_correction;
SolveCoarsest<Executor> solve_coarsest;
RunGridCycle<Executor> run_grid_cycle;
BeginSmoothing<Executor, AggregateLevel> begin_smoothing;
SmoothStep<Executor, AggregateLevel> smooth_step;
SubtractAction<Executor, AggregateLevel> subtract_action;
RestrictResidual<Executor, AggregateTransfer> restrict_residual;
ProlongCorrection<Executor, AggregateTransfer> prolong_correction;
DiffuseSteps<Executor, double> diffuse_steps;
DiffuseSteps<Executor, float> diffuse_steps;
SummariseField<Executor, double> summarise_field;
SummariseField<Executor, float> summarise_field;
EquilibrateElements<Executor> equilibrate_elements;
StartSearch<Executor, ElementOperator> start_search;
MultiplyDirection<Executor, ElementOperator> multiply_direction;
TrueResidual<Executor, ElementOperator> true_residual;
DeriveLevels<Executor> derive_levels;
InvertDiagonal<Executor, Quad8Level> invert_diagonal;
InvertDiagonal<Executor, Quad4Level> invert_diagonal;
BeginSmoothing<Executor, Quad8Level> begin_smoothing;
BeginSmoothing<Executor, Quad4Level> begin_smoothing;
SmoothStep<Executor, Quad8Level> smooth_step;
SmoothStep<Executor, Quad4Level> smooth_step;
SubtractAction<Executor, Quad8Level> subtract_action;
SubtractAction<Executor, Quad4Level> subtract_action;
SimulatePaths<Executor> simulate_paths;
MergeMoments<Executor> merge_moments;

/// Most time steps that `diffuse_steps` makes in one pass: as many levels as registers hold.
inline constexpr int kMostFusedSteps = 8;
inline int most_fused_steps(const Executor&, const DiffusionRule& rule) {
  return rule.heavy > 0 ? 1 : kMostFusedSteps;
}
/// How many it should make: all, but fewer on a grid so small that a deep pass would compute many
/// cells twice, and in f64 where the device has so few units for it that arithmetic binds before
/// memory does. See docs/hexagonal_grid_on_gpu.md.
int best_fused_steps(const Executor& executor, const HexGrid& grid, const DiffusionRule& rule,
                     int value_bytes);

/// Groups of chunks of samples that are simulated before their moments are merged, and about how
/// many steps of paths in one call.
inline constexpr std::int64_t kGroupsPerBatch = 512;
inline std::int64_t groups_per_batch(const Executor&) { return kGroupsPerBatch; }
inline std::int64_t path_steps_per_call(const Executor&) { return std::int64_t{1} << 34; }

// The same search with the vendor's product: the dot products keep the fixed shape, the product
// has bits of its own.
StartSearch<Executor, const CusparseMatrix&> start_search;
MultiplyDirection<Executor, const CusparseMatrix&> multiply_direction;
TrueResidual<Executor, const CusparseMatrix&> true_residual;

}  // namespace tessera::gpu
