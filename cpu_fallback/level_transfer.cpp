#include "kernels/stages/level_transfer.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/float_slices.hpp"
#include "cpu_fallback/stages.hpp"

namespace tessera {
namespace {

using cpu::ChunkItems;
using cpu::FloatLanes;
using cpu::for_slices;
using cpu::items_of_chunk;

constexpr std::int64_t kLanes = kFloatLanes;
constexpr std::int64_t kCellChunk = 64;

// The four weighted sums of the corner rows in one square.
[[gnu::always_inline]] inline BilinearWeights sum_cell(const GridTransfer& transfer,
                                                       View<const float> fine, std::int64_t cell) {
  BilinearWeights sum{};
  for (std::int32_t at = transfer.cell_offsets[cell]; at < transfer.cell_offsets[cell + 1]; ++at) {
    const float value = fine[transfer.rows[at]];
    const BilinearWeights& weights = transfer.weights[at];
    for (int k = 0; k < 4; ++k) sum.of[k] = sum.of[k] + weights.of[k] * value;
  }
  return sum;
}

// A node is corner (0,0) of its own square, (0,1) of the one before along the fast axis, and so on.
[[gnu::always_inline]] inline float sum_node(const GridTransfer& transfer, std::int64_t slow,
                                             std::int64_t fast) {
  float sum = 0.0F;
  for (int k = 0; k < 4; ++k) {
    const std::int64_t s = slow - k / 2;
    const std::int64_t f = fast - k % 2;
    if (s < 0 || f < 0) continue;
    sum = sum + transfer.sums[s * transfer.shape.fast + f].of[k];
  }
  return sum;
}

// P^T r at one node of the halved grid: its nine fine neighbours, row by row.
[[gnu::always_inline]] inline float sum_fine_nodes(const HalvingTransfer& transfer,
                                                   View<const float> fine, std::int64_t slow,
                                                   std::int64_t fast) {
  float sum = 0.0F;
  for (int a = -1; a <= 1; ++a) {
    const std::int64_t s = 2 * slow + a;
    if (s < 0 || s >= transfer.fine.slow) continue;
    for (int b = -1; b <= 1; ++b) {
      const std::int64_t f = 2 * fast + b;
      if (f < 0 || f >= transfer.fine.fast) continue;
      const float weight = (a == 0 ? 1.0F : 0.5F) * (b == 0 ? 1.0F : 0.5F);
      sum = sum + weight * fine[transfer.fine.place(s, f)];
    }
  }
  return sum;
}

// The mean of the two or four coarse nodes around a fine one, or the coarse node itself.
[[gnu::always_inline]] inline float interpolate(const HalvingTransfer& transfer,
                                                View<const float> coarse, std::int64_t slow,
                                                std::int64_t fast) {
  const GridShape& shape = transfer.coarse;
  const std::int64_t s = slow / 2;
  const std::int64_t f = fast / 2;
  const std::int64_t next_s = s + slow % 2;
  const std::int64_t next_f = f + fast % 2;
  const float low = 0.5F * (coarse[shape.place(s, f)] + coarse[shape.place(s, next_f)]);
  const float high = 0.5F * (coarse[shape.place(next_s, f)] + coarse[shape.place(next_s, next_f)]);
  return 0.5F * (low + high);
}

template <class Body>
[[gnu::always_inline]] inline void for_rows_of(cpu::Executor& executor, const GridShape& shape,
                                               const Body& body) {
  constexpr std::int64_t kGridRowChunk = 16;
  executor.for_chunks(chunk_count_of(shape.slow, kGridRowChunk), [=](std::int64_t chunk) {
    for (std::int64_t slow : items_of_chunk(chunk, kGridRowChunk, shape.slow)) {
      for (std::int64_t fast = 0; fast < shape.fast; ++fast) body(slow, fast);
    }
  });
}

}  // namespace

void cpu::TESSERA_ISA::restrict_residual(Executor& executor, const CornerTransfer& transfer,
                                         View<const float> fine, View<float> coarse) {
  for_slices(executor, transfer.corner_rows, [=](std::int64_t slice) {
    FloatLanes sum;
    const IndexSlices& mid_sides = transfer.mid_sides;
    for (std::int64_t slot = mid_sides.offsets[slice]; slot < mid_sides.offsets[slice + 1];
         ++slot) {
      sum = sum + cpu::gather_floats(fine.data, &mid_sides.places[slot * kLanes]);
    }
    const FloatLanes own = cpu::gather_floats(fine.data, &transfer.corners[slice * kLanes]);
    cpu::store_floats(&coarse[slice * kLanes], own + 0.5F * sum);
  });
}

void cpu::TESSERA_ISA::prolong_correction(Executor& executor, const CornerTransfer& transfer,
                                          View<const float> coarse, LevelVectors fine) {
  for_slices(executor, transfer.fine_rows, [=](std::int64_t slice) {
    const std::int32_t* const parents = &transfer.parents[slice * 2 * kLanes];
    const FloatLanes direction = 0.5F * (cpu::gather_floats(coarse.data, parents) +
                                         cpu::gather_floats(coarse.data, parents + kLanes));
    const std::int64_t first = slice * kLanes;
    cpu::store_floats(&fine.direction[first], direction);
    cpu::store_floats(&fine.x[first], cpu::load_floats(&fine.x[first]) + direction);
  });
}

void cpu::TESSERA_ISA::restrict_residual(Executor& executor, const GridTransfer& transfer,
                                         View<const float> fine, View<float> coarse) {
  const std::int64_t cells = transfer.shape.node_count();
  executor.for_chunks(chunk_count_of(cells, kCellChunk), [=](std::int64_t chunk) {
    for (std::int64_t cell : items_of_chunk(chunk, kCellChunk, cells)) {
      transfer.sums[cell] = sum_cell(transfer, fine, cell);
    }
  });
  for_rows_of(executor, transfer.shape, [=](std::int64_t slow, std::int64_t fast) {
    coarse[transfer.shape.place(slow, fast)] = sum_node(transfer, slow, fast);
  });
}

void cpu::TESSERA_ISA::prolong_correction(Executor& executor, const GridTransfer& transfer,
                                          View<const float> coarse, LevelVectors fine) {
  const GridShape shape = transfer.shape;
  executor.for_chunks(chunk_count_of(shape.node_count(), kCellChunk), [=](std::int64_t chunk) {
    for (std::int64_t cell : items_of_chunk(chunk, kCellChunk, shape.node_count())) {
      const float* const low = &coarse[shape.place(cell / shape.fast, cell % shape.fast)];
      const float* const high = low + shape.stride();
      for (std::int32_t at = transfer.cell_offsets[cell]; at < transfer.cell_offsets[cell + 1];
           ++at) {
        const BilinearWeights& weights = transfer.weights[at];
        const float direction = (weights.of[0] * low[0] + weights.of[1] * low[1]) +
                                (weights.of[2] * high[0] + weights.of[3] * high[1]);
        const std::int32_t row = transfer.rows[at];
        fine.direction[row] = direction;
        fine.x[row] = fine.x[row] + direction;
      }
    }
  });
}

void cpu::TESSERA_ISA::restrict_residual(Executor& executor, const HalvingTransfer& transfer,
                                         View<const float> fine, View<float> coarse) {
  for_rows_of(executor, transfer.coarse, [=](std::int64_t slow, std::int64_t fast) {
    coarse[transfer.coarse.place(slow, fast)] = sum_fine_nodes(transfer, fine, slow, fast);
  });
}

void cpu::TESSERA_ISA::prolong_correction(Executor& executor, const HalvingTransfer& transfer,
                                          View<const float> coarse, LevelVectors fine) {
  for_rows_of(executor, transfer.fine, [=](std::int64_t slow, std::int64_t fast) {
    const std::int64_t place = transfer.fine.place(slow, fast);
    const bool active = transfer.active[place] > 0.0F;
    const float direction = active ? interpolate(transfer, coarse, slow, fast) : 0.0F;
    fine.direction[place] = direction;
    fine.x[place] = fine.x[place] + direction;
  });
}

void cpu::TESSERA_ISA::solve_coarsest(Executor& executor, DenseInverse inverse, LevelVectors at) {
  const std::int64_t rows = inverse.places.count;
  executor.for_chunks(rows > 0 ? 1 : 0, [=](std::int64_t) {
    const std::int64_t stride = padded_rows(rows);
    for (std::int64_t row = 0; row < rows; ++row) {
      inverse.gathered[row] = at.r[inverse.places[row]];
    }
    for (std::int64_t first = 0; first < rows; first += kLanes) {
      FloatLanes sum;
      // The matrix is symmetric: its rows serve as columns.
      for (std::int64_t column = 0; column < rows; ++column) {
        sum = sum + inverse.gathered[column] *
                        cpu::load_floats(&inverse.entries[column * stride + first]);
      }
      for (std::int64_t row = first; row < rows && row < first + kLanes; ++row) {
        at.x[inverse.places[row]] = sum.v[row - first];
      }
    }
  });
}

}  // namespace tessera
