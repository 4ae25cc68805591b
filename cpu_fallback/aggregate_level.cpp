#include "kernels/stages/aggregate_level.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/float_lanes.hpp"
#include "cpu_fallback/stages.hpp"

namespace tessera {
namespace {

using cpu::ChunkItems;
using cpu::FloatLanes;
using cpu::items_of_chunk;

constexpr std::int64_t kLanes = kFloatLanes;
static_assert(kLanes == FloatLanes::kCount);
constexpr std::int64_t kSliceChunk = kRowChunk / kLanes;

template <class Body>
[[gnu::always_inline]] inline void for_slices(cpu::Executor& executor, std::int64_t rows,
                                              const Body& body) {
  const std::int64_t slices = slice_count(rows);
  executor.for_chunks(chunk_count_of(slices, kSliceChunk), [=](std::int64_t chunk) {
    for (std::int64_t slice : items_of_chunk(chunk, kSliceChunk, slices)) body(slice);
  });
}

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
  const View<const float> inverse_diagonal = level.inverse_diagonal;
  for_slices(executor, level.row_count, [=](std::int64_t slice) {
    const std::int64_t first = slice * kLanes;
    const FloatLanes direction =
        step.share_of_residual *
        (cpu::load_floats(&inverse_diagonal[first]) * cpu::load_floats(&at.r[first]));
    cpu::store_floats(&at.direction[first], direction);
    cpu::store_floats(&at.x[first], direction);
  });
}

void cpu::TESSERA_ISA::smooth_step(Executor& executor, const AggregateLevel& level, LevelVectors at,
                                   ChebyshevStep step) {
  for_slices(executor, level.row_count, [=](std::int64_t slice) {
    const std::int64_t first = slice * kLanes;
    const FloatLanes r = residual_of_slice(level, at, slice);
    const FloatLanes direction =
        step.share_of_direction * cpu::load_floats(&at.direction[first]) +
        step.share_of_residual * (cpu::load_floats(&level.inverse_diagonal[first]) * r);
    cpu::store_floats(&at.r[first], r);
    cpu::store_floats(&at.spare[first], direction);
    cpu::store_floats(&at.x[first], cpu::load_floats(&at.x[first]) + direction);
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
