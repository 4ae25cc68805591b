#include "kernels/stages/aggregate_level.hpp"

#include "cpu_fallback/float_slices.hpp"
#include "cpu_fallback/stages.hpp"

namespace tessera {
namespace {

using cpu::FloatLanes;
using cpu::for_slices;

constexpr std::int64_t kLanes = kFloatLanes;
static_assert(kLanes == FloatLanes::kCount);

// The products of the 16 rows of a slice with a vector.
[[gnu::always_inline]] inline FloatLanes multiply_slice(const WeightedSlices& matrix,
                                                        std::int64_t slice, const float* values) {
  FloatLanes sum;
  for (std::int64_t slot = matrix.columns.offsets[slice]; slot < matrix.columns.offsets[slice + 1];
       ++slot) {
    sum = sum + cpu::load_floats(&matrix.weights[slot * kLanes]) *
                    cpu::gather_floats(values, &matrix.columns.places[slot * kLanes]);
  }
  return sum;
}

[[gnu::always_inline]] inline FloatLanes residual_of_slice(const AggregateLevel& level,
                                                           const LevelVectors& at,
                                                           std::int64_t slice) {
  return cpu::load_floats(&at.r[slice * kLanes]) -
         multiply_slice(level.matrix, slice, at.direction.data);
}

}  // namespace

void cpu::TESSERA_ISA::begin_smoothing(Executor& executor, const AggregateLevel& level,
                                       LevelVectors at, ChebyshevStep step) {
  for_slices(executor, level.row_count, [=](std::int64_t slice) {
    cpu::begin_at(at, slice * kLanes, level.inverse_diagonal, step);
  });
}

void cpu::TESSERA_ISA::smooth_step(Executor& executor, const AggregateLevel& level, LevelVectors at,
                                   ChebyshevStep step) {
  for_slices(executor, level.row_count, [=](std::int64_t slice) {
    const FloatLanes r = residual_of_slice(level, at, slice);
    cpu::step_at(at, slice * kLanes, level.inverse_diagonal, step, r, at.spare);
  });
}

void cpu::TESSERA_ISA::subtract_action(Executor& executor, const AggregateLevel& level,
                                       LevelVectors at) {
  for_slices(executor, level.row_count, [=](std::int64_t slice) {
    cpu::store_floats(&at.r[slice * kLanes], residual_of_slice(level, at, slice));
  });
}

void cpu::TESSERA_ISA::restrict_residual(Executor& executor, const AggregateTransfer& transfer,
                                         View<const float> fine, View<float> coarse) {
  for_slices(executor, transfer.coarse_rows, [=](std::int64_t slice) {
    cpu::store_floats(&coarse[slice * kLanes],
                      multiply_slice(transfer.restriction, slice, fine.data));
  });
}

void cpu::TESSERA_ISA::prolong_correction(Executor& executor, const AggregateTransfer& transfer,
                                          View<const float> coarse, LevelVectors fine) {
  for_slices(executor, transfer.fine_rows, [=](std::int64_t slice) {
    const std::int64_t first = slice * kLanes;
    const FloatLanes direction = multiply_slice(transfer.prolongation, slice, coarse.data);
    cpu::store_floats(&fine.direction[first], direction);
    cpu::store_floats(&fine.x[first], cpu::load_floats(&fine.x[first]) + direction);
  });
}

}  // namespace tessera
