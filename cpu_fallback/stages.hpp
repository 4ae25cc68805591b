#pragma once

#include <utility>

#include "cpu_fallback/executor.hpp"
#include "kernels/stages/aggregate_level.hpp"
#include "kernels/stages/boundary.hpp"
#include "kernels/stages/element_areas.hpp"
#include "kernels/stages/element_level.hpp"
#include "kernels/stages/element_operator.hpp"
#include "kernels/stages/element_sweep.hpp"
#include "kernels/stages/equilibration.hpp"
#include "kernels/stages/grid_cycle.hpp"
#include "kernels/stages/grid_level.hpp"
#include "kernels/stages/hex_diffusion.hpp"
#include "kernels/stages/item_groups.hpp"
#include "kernels/stages/key_order.hpp"
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

// The CPU side of every stage. Each is compiled once per instruction set, in a namespace of that
// name; the function that the pipelines call picks the build that the executor was made for.

#if defined(__x86_64__)
#define TESSERA_CPU_DECLARE(...) \
  namespace x86_64_v3 {          \
  __VA_ARGS__;                   \
  }                              \
  namespace x86_64_v4 {          \
  __VA_ARGS__;                   \
  }
#define TESSERA_CPU_DISPATCH(stage)                                             \
  template <class... Arguments>                                                 \
  auto stage(Executor& executor, Arguments&&... arguments) {                    \
    if (executor.instruction_set() == InstructionSet::x86_64_v4) {              \
      return x86_64_v4::stage(executor, std::forward<Arguments>(arguments)...); \
    }                                                                           \
    return x86_64_v3::stage(executor, std::forward<Arguments>(arguments)...);   \
  }
#else
#define TESSERA_CPU_DECLARE(...) \
  namespace generic {            \
  __VA_ARGS__;                   \
  }
#define TESSERA_CPU_DISPATCH(stage)                                         \
  template <class... Arguments>                                             \
  auto stage(Executor& executor, Arguments&&... arguments) {                \
    return generic::stage(executor, std::forward<Arguments>(arguments)...); \
  }
#endif

#define TESSERA_CPU_STAGE(Signature, stage)      \
  TESSERA_CPU_DECLARE(Signature<Executor> stage) \
  TESSERA_CPU_DISPATCH(stage)
// A stage for double and for float.
#define TESSERA_CPU_STAGE_OF_REALS(Signature, stage)     \
  TESSERA_CPU_DECLARE(Signature<Executor, double> stage) \
  TESSERA_CPU_DECLARE(Signature<Executor, float> stage)  \
  TESSERA_CPU_DISPATCH(stage)
// A stage for every operator that a search multiplies with.
#define TESSERA_CPU_STAGE_OF_OPERATORS(Signature, stage)          \
  TESSERA_CPU_DECLARE(Signature<Executor, SlicedMatrix> stage)    \
  TESSERA_CPU_DECLARE(Signature<Executor, ElementOperator> stage) \
  TESSERA_CPU_DISPATCH(stage)
// A stage for every kind of multigrid level, and one for every step between two of them.
#define TESSERA_CPU_STAGE_OF_ELEMENT_LEVELS(Signature, stage) \
  TESSERA_CPU_DECLARE(Signature<Executor, Quad8Level> stage)  \
  TESSERA_CPU_DECLARE(Signature<Executor, Quad4Level> stage)
#define TESSERA_CPU_STAGE_OF_LEVELS(Signature, stage)            \
  TESSERA_CPU_STAGE_OF_ELEMENT_LEVELS(Signature, stage)          \
  TESSERA_CPU_DECLARE(Signature<Executor, GridLevel> stage)      \
  TESSERA_CPU_DECLARE(Signature<Executor, AggregateLevel> stage) \
  TESSERA_CPU_DISPATCH(stage)
#define TESSERA_CPU_STAGE_OF_TRANSFERS(Signature, stage)            \
  TESSERA_CPU_DECLARE(Signature<Executor, CornerTransfer> stage)    \
  TESSERA_CPU_DECLARE(Signature<Executor, GridTransfer> stage)      \
  TESSERA_CPU_DECLARE(Signature<Executor, HalvingTransfer> stage)   \
  TESSERA_CPU_DECLARE(Signature<Executor, AggregateTransfer> stage) \
  TESSERA_CPU_DISPATCH(stage)

template <>
inline constexpr bool tessera::kHasSweeps<tessera::cpu::Executor> = true;

namespace tessera::cpu {

TESSERA_CPU_STAGE(SortKeys, sort_keys)
TESSERA_CPU_STAGE(GroupItems, group_items)
TESSERA_CPU_STAGE(MeasureAreas, measure_areas)
TESSERA_CPU_STAGE(ComputeRowOffsets, compute_row_offsets)
TESSERA_CPU_STAGE(FillRows, fill_rows)
TESSERA_CPU_STAGE(ComputeConductance, compute_conductance)
TESSERA_CPU_STAGE(GatherStiffness, gather_stiffness)
TESSERA_CPU_STAGE(ApplyStiffness, apply_stiffness)
TESSERA_CPU_STAGE(FillTriplets, fill_triplets)
TESSERA_CPU_STAGE(SortTriplets, sort_triplets)
TESSERA_CPU_STAGE(FindEntries, find_entries)
TESSERA_CPU_STAGE(SumTriplets, sum_triplets)
TESSERA_CPU_STAGE(AddSourceLoad, add_source_load)
TESSERA_CPU_STAGE(AddEntries, add_entries)
TESSERA_CPU_STAGE(FormRightSide, form_right_side)
TESSERA_CPU_STAGE(ComposePotential, compose_potential)
TESSERA_CPU_STAGE(ComputeScale, compute_scale)
TESSERA_CPU_STAGE(Equilibrate, equilibrate)
TESSERA_CPU_STAGE(PlanSlices, plan_slices)
TESSERA_CPU_STAGE(FillSlices, fill_slices)
TESSERA_CPU_STAGE_OF_OPERATORS(StartSearch, start_search)
TESSERA_CPU_STAGE_OF_OPERATORS(MultiplyDirection, multiply_direction)
TESSERA_CPU_STAGE(AdvanceResidual, advance_residual)
TESSERA_CPU_STAGE(AdvanceSolution, advance_solution)
TESSERA_CPU_STAGE_OF_OPERATORS(TrueResidual, true_residual)
TESSERA_CPU_STAGE(EquilibrateElements, equilibrate_elements)
TESSERA_CPU_STAGE(DotProduct, dot_product)
TESSERA_CPU_STAGE(RecoverVelocity, recover_velocity)
TESSERA_CPU_STAGE(RecoverPressure, recover_pressure)
TESSERA_CPU_STAGE(AdvanceIterate, advance_iterate)
TESSERA_CPU_STAGE(NarrowResidual, narrow_residual)
TESSERA_CPU_STAGE(TurnDirection, turn_direction)
TESSERA_CPU_STAGE(DeriveLevels, derive_levels)
TESSERA_CPU_STAGE_OF_ELEMENT_LEVELS(InvertDiagonal, invert_diagonal)
TESSERA_CPU_DISPATCH(invert_diagonal)
TESSERA_CPU_STAGE_OF_LEVELS(BeginSmoothing, begin_smoothing)
TESSERA_CPU_STAGE_OF_LEVELS(SmoothStep, smooth_step)
TESSERA_CPU_STAGE_OF_LEVELS(SubtractAction, subtract_action)
TESSERA_CPU_STAGE_OF_ELEMENT_LEVELS(FindReach, find_reach)
TESSERA_CPU_DISPATCH(find_reach)
TESSERA_CPU_STAGE_OF_ELEMENT_LEVELS(SmoothDown, smooth_down)
TESSERA_CPU_DISPATCH(smooth_down)
TESSERA_CPU_STAGE_OF_ELEMENT_LEVELS(SmoothUp, smooth_up)
TESSERA_CPU_DISPATCH(smooth_up)
TESSERA_CPU_STAGE(FillCells, fill_cells)
TESSERA_CPU_STAGE(HalveCells, halve_cells)
TESSERA_CPU_STAGE(BoundCells, bound_cells)
TESSERA_CPU_STAGE(FormStencil, form_stencil)
TESSERA_CPU_STAGE_OF_TRANSFERS(RestrictResidual, restrict_residual)
TESSERA_CPU_STAGE_OF_TRANSFERS(ProlongCorrection, prolong_correction)
TESSERA_CPU_STAGE(SolveCoarsest, solve_coarsest)
TESSERA_CPU_STAGE(RunGridCycle, run_grid_cycle)
TESSERA_CPU_STAGE_OF_REALS(DiffuseSteps, diffuse_steps)
TESSERA_CPU_STAGE_OF_REALS(SummariseField, summarise_field)
TESSERA_CPU_STAGE(SimulatePaths, simulate_paths)
TESSERA_CPU_STAGE(MergeMoments, merge_moments)

/// Most time steps that `diffuse_steps` makes in one pass.
inline int most_fused_steps(const Executor&, const DiffusionRule&) { return 32; }

/// How many it should make: so deep that arithmetic binds and not memory. Heavy rounds bind by
/// themselves, and the more of them the less what deep passes do twice pays.
inline int best_fused_steps(const Executor&, const HexGrid&, const DiffusionRule& rule,
                            int /*value_bytes*/) {
  if (rule.heavy == 0) return 32;
  return rule.heavy < 8 ? 8 : 1;
}

/// Groups of chunks of samples that are simulated before their moments are merged, and about how
/// many steps of paths in one call: some hundredths of a second.
inline constexpr std::int64_t kGroupsPerBatch = 16;
inline std::int64_t groups_per_batch(const Executor&) { return kGroupsPerBatch; }
inline std::int64_t path_steps_per_call(const Executor& executor) {
  return (std::int64_t{1} << 25) * executor.workers();
}

}  // namespace tessera::cpu
