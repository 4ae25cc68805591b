#include "kernels/stages/element_operator.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/lanes.hpp"
#include "cpu_fallback/stages.hpp"
#include "cpu_fallback/sweep.hpp"
#include "kernels/numerics/element_flow.hpp"
#include "kernels/numerics/fixed_sum.hpp"

namespace tessera {
namespace {

using cpu::ChunkItems;
using cpu::items_of_chunk;
using cpu::Lanes;

static_assert(kRowChunk == kSumChunk, "a chunk of rows is one chunk of the fixed sum");
static_assert(kSweepRows == kRowChunk, "a block of rows in a sweep is one chunk");

// Eight elements, half of a group of 16: the place of their lane 0 at local node a is
// `first_place + a * kFloatLanes`.
struct HalfGroup {
  std::int64_t first_place;
  const double* first_pair;

  HalfGroup(const ElementOperator& A, std::int64_t half)
      : first_place(half / 2 * kQuad8Nodes * kFloatLanes + half % 2 * Lanes::kCount),
        first_pair(&A.conductance[half * kQuad8Pairs * Lanes::kCount]) {}
  /// The conductances of a pair.
  TESSERA_HD Lanes operator[](int pair) const {
    return cpu::load_lanes(first_pair + pair * Lanes::kCount);
  }
};

[[gnu::always_inline]] inline void store_rates(const ElementOperator& A, const HalfGroup& group,
                                               const Lanes (&rate)[kQuad8Nodes]) {
  for (int a = 0; a < kQuad8Nodes; ++a) {
    *reinterpret_cast<Lanes*>(&A.rates[group.first_place + a * kFloatLanes]) = rate[a];
  }
}

[[gnu::always_inline]] inline void rate_elements(const ElementOperator& A, std::int64_t half) {
  const HalfGroup group(A, half);
  Lanes u[kQuad8Nodes];
  Lanes rate[kQuad8Nodes];
  for (int a = 0; a < kQuad8Nodes; ++a) {
    u[a] = cpu::gather_lanes(A.scaled.data, &A.nodes[group.first_place + a * kFloatLanes]);
  }
  element_rates(group, u, rate);
  store_rates(A, group, rate);
}

// The rates of u = 1 at one node at a time and 0 elsewhere: the diagonals of the elements.
[[gnu::always_inline]] inline void rate_diagonals(const ElementOperator& A, std::int64_t half) {
  const HalfGroup group(A, half);
  Lanes diagonal[kQuad8Nodes];
  element_diagonal(group, diagonal);
  store_rates(A, group, diagonal);
}

template <class Body>
[[gnu::always_inline]] inline void for_halves(cpu::Executor& executor, const ElementOperator& A,
                                              const Body& body) {
  constexpr std::int64_t kHalfChunk = kElementChunk / Lanes::kCount;
  const std::int64_t halves = chunk_count_of(A.element_count, Lanes::kCount);
  executor.for_chunks(chunk_count_of(halves, kHalfChunk), [=](std::int64_t chunk) {
    for (std::int64_t half : items_of_chunk(chunk, kHalfChunk, halves)) body(half);
  });
}

// result[row - first of the chunk] = sum of the rates at the rows of one chunk.
[[gnu::always_inline]] inline void sum_rates(const ElementOperator& A, const ChunkItems& rows,
                                             double* result) {
  for (std::int64_t first = rows.first; first < rows.last; first += Lanes::kCount) {
    const std::int64_t slice = first / kFloatLanes;
    const std::int64_t lane = first % kFloatLanes;
    Lanes sum;
    for (std::int64_t slot = A.incident.offsets[slice]; slot < A.incident.offsets[slice + 1];
         ++slot) {
      sum = sum + cpu::gather_lanes(A.rates.data, &A.incident.places[slot * kFloatLanes + lane]);
    }
    for (int item = 0; item < Lanes::kCount && first + item < rows.last; ++item) {
      result[first + item - rows.first] = sum.v[item];
    }
  }
}

// A times what `scaled` and the rates were made of, for the rows of one chunk.
[[gnu::always_inline]] inline void multiply_chunk(const ElementOperator& A, std::int64_t chunk,
                                                  double* result) {
  const ChunkItems rows = items_of_chunk(chunk, kRowChunk, A.row_count);
  sum_rates(A, rows, result);
  for (std::int32_t entry = A.robin_offsets[chunk]; entry < A.robin_offsets[chunk + 1]; ++entry) {
    double& sum = result[A.robin.rows[entry] - rows.first];
    sum = sum + A.robin.values[entry] * A.scaled[A.robin.columns[entry]];
  }
  for (std::int64_t row : rows) result[row - rows.first] = A.scale[row] * result[row - rows.first];
}

[[gnu::always_inline]] inline void scale_rows(const ElementOperator& A, View<const double> x,
                                              std::int64_t chunk) {
  for (std::int64_t row : items_of_chunk(chunk, kRowChunk, A.row_count)) {
    A.scaled[row] = A.scale[row] * x[row];
  }
}

// Lets flow what x makes flow, then calls take(chunk) for every chunk of rows: in one sweep, or
// stage by stage.
template <class Take>
[[gnu::always_inline]] inline void multiply(cpu::Executor& executor, const ElementOperator& A,
                                            View<const double> x, const Take& take) {
  if (A.sweep.holds(1)) {
    constexpr std::int64_t kBlockHalves = kSweepElements / Lanes::kCount;
    const std::int64_t halves = chunk_count_of(A.element_count, Lanes::kCount);
    cpu::run_sweep(executor, A.sweep, 0, 3, [=](int pass, std::int64_t block) {
      if (pass == 0) return scale_rows(A, x, block);
      if (pass == 2) return take(block);
      for (std::int64_t half : items_of_chunk(block, kBlockHalves, halves)) rate_elements(A, half);
    });
    return;
  }
  const std::int64_t chunks = chunk_count_of(A.row_count, kRowChunk);
  executor.for_chunks(chunks, [=](std::int64_t chunk) { scale_rows(A, x, chunk); });
  for_halves(executor, A, [=](std::int64_t half) { rate_elements(A, half); });
  executor.for_chunks(chunks, [=](std::int64_t chunk) { take(chunk); });
}

[[gnu::always_inline]] inline double dot_of_rows(const ChunkItems& rows, const double* a,
                                                 const double* b) {
  return sum_chunk(rows.size(), [=](std::int64_t index) { return a[index] * b[index]; });
}

[[gnu::always_inline]] inline double total(const CgVectors& cg, std::int64_t rows) {
  return sum_partials(cg.chunk_sums.data, sum_chunk_count(rows));
}

}  // namespace

void cpu::TESSERA_ISA::equilibrate_elements(Executor& executor, const ElementOperator& A,
                                            View<double> scale, View<double> b) {
  const ElementOperator at = A;
  for_halves(executor, at, [=](std::int64_t half) { rate_diagonals(at, half); });
  executor.for_chunks(chunk_count_of(at.row_count, kRowChunk), [=](std::int64_t chunk) {
    const ChunkItems rows = items_of_chunk(chunk, kRowChunk, at.row_count);
    double diagonal[kRowChunk];
    sum_rates(at, rows, diagonal);
    for (std::int32_t entry = at.robin_offsets[chunk]; entry < at.robin_offsets[chunk + 1];
         ++entry) {
      if (at.robin.rows[entry] != at.robin.columns[entry]) continue;
      double& sum = diagonal[at.robin.rows[entry] - rows.first];
      sum = sum + at.robin.values[entry];
    }
    for (std::int64_t row : rows) {
      scale[row] = 1.0 / __builtin_sqrt(diagonal[row - rows.first]);
      b[row] = b[row] * scale[row];
    }
  });
}

void cpu::TESSERA_ISA::start_search(Executor& executor, ElementOperator A, View<const double> b,
                                    CgVectors cg, double target) {
  multiply(executor, A, cg.x, [=](std::int64_t chunk) {
    const ChunkItems rows = items_of_chunk(chunk, kRowChunk, A.row_count);
    double product[kRowChunk];
    multiply_chunk(A, chunk, product);
    for (std::int64_t row : rows) {
      cg.r[row] = b[row] - product[row - rows.first];
      cg.p[row] = cg.r[row];
    }
    cg.chunk_sums[chunk] = dot_of_rows(rows, &cg.r[rows.first], &cg.r[rows.first]);
  });
  begin_search(cg.state[0], total(cg, A.row_count), target);
}

void cpu::TESSERA_ISA::multiply_direction(Executor& executor, ElementOperator A, CgVectors cg) {
  CgState& state = cg.state[0];
  if (state.status != CgState::kRunning) return;
  multiply(executor, A, cg.p, [=](std::int64_t chunk) {
    const ChunkItems rows = items_of_chunk(chunk, kRowChunk, A.row_count);
    multiply_chunk(A, chunk, &cg.q[rows.first]);
    cg.chunk_sums[chunk] = dot_of_rows(rows, &cg.p[rows.first], &cg.q[rows.first]);
  });
  take_step_length(state, total(cg, A.row_count));
}

double cpu::TESSERA_ISA::true_residual(Executor& executor, ElementOperator A, View<const double> b,
                                       CgVectors cg) {
  multiply(executor, A, cg.x, [=](std::int64_t chunk) {
    const ChunkItems rows = items_of_chunk(chunk, kRowChunk, A.row_count);
    double residual[kRowChunk];
    multiply_chunk(A, chunk, residual);
    for (std::int64_t row : rows) residual[row - rows.first] = b[row] - residual[row - rows.first];
    cg.chunk_sums[chunk] = dot_of_rows(rows, residual, residual);
  });
  return total(cg, A.row_count);
}

}  // namespace tessera
