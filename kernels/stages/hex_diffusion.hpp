#pragma once

#include <cstdint>

#include "kernels/stages/stage_cost.hpp"
#include "kernels/stages/view.hpp"

namespace tessera {

enum class Topology : std::int32_t { hex, square };

/// What a cell at the edge of the grid does.
enum class GridBorder : std::int32_t {
  fixed,       // it keeps its value
  periodic,    // its missing neighbours are those on the other side
  reflecting,  // a missing neighbour counts as the cell itself
};

/// Rows of `cols` cells that lie `stride` cells apart: lines of cache begin with a row.
struct HexGrid {
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::int64_t stride = 0;

  [[nodiscard]] TESSERA_HD constexpr std::int64_t cell_count() const { return rows * cols; }
  /// Length of a field: [row][stride].
  [[nodiscard]] TESSERA_HD std::int64_t field_count() const { return rows * stride; }
};

/// The grid with the stride that fields of a type of `value_bytes` have: whole lines of 64 bytes,
/// one more where rows would lie a multiple of a page apart and compete for the same cache sets.
[[nodiscard]] constexpr HexGrid hex_grid(std::int64_t rows, std::int64_t cols, int value_bytes) {
  const std::int64_t line = 64 / value_bytes;
  std::int64_t stride = (cols + line - 1) / line * line;
  if (stride * value_bytes % 4096 == 0) stride += line;
  return {rows, cols, stride};
}

/// One time step, for every cell: v + alpha (mean of its neighbours - v); with heavy > 0 then
/// 0.999 v + 0.001 x, where x is v after `heavy` rounds of x = sin x cos x + sqrt |x|.
struct DiffusionRule {
  Topology topology = Topology::hex;
  GridBorder border = GridBorder::fixed;
  double alpha = 0.2;
  std::int32_t heavy = 0;
};

/// next = now after `steps` time steps, at least 1 and at most what the executor's
/// `most_fused_steps(executor, rule)` allows, in one pass over memory. The bits do not
/// depend on how steps are grouped into passes. now and next do not overlap; cells between `cols`
/// and `stride` are neither read nor written.
/// now, next: [row][stride]
/// Per cell and pass: 2 values of memory traffic; per cell and step: 9 flops (7 on a square grid;
/// sums of two neighbours serve two rows), and with heavy rounds
/// heavy_round_flops each and 3.
template <class Exec, class Real>
using DiffuseSteps = void(Exec&, HexGrid, DiffusionRule, int steps, View<const Real> now,
                          View<Real> next);

/// Arithmetic of one round of x = sin x cos x + sqrt |x|, counted in kernels/numerics: the angle
/// 12, squares and heads 8, two polynomials 20 (f32: 8), sine and cosine from them 10, and 3 around
/// it; selects and signs are not counted, a square root counts one.
[[nodiscard]] constexpr double heavy_round_flops(int value_bytes) {
  return value_bytes == 8 ? 53.0 : 41.0;
}

/// Of `steps` time steps of which each makes a pass of its own over memory.
[[nodiscard]] constexpr StageCost diffuse_steps_cost(const HexGrid& grid, const DiffusionRule& rule,
                                                     std::int64_t steps, int value_bytes) {
  const double flops = rule.topology == Topology::hex ? 9.0 : 7.0;
  const double heavy = rule.heavy > 0 ? rule.heavy * heavy_round_flops(value_bytes) + 3.0 : 0.0;
  return cost_of_items(grid.cell_count() * steps, 2.0 * value_bytes, flops + heavy);
}

/// Sum in the fixed shape over the cells in the order of rows, smallest and largest value.
struct FieldSummary {
  double sum = 0.0;
  double min = 0.0;
  double max = 0.0;
};

/// The smaller and the larger of two values; a NaN stays.
[[nodiscard]] TESSERA_HD constexpr double smaller_value(double a, double b) {
  return a != a || a < b ? a : b;
}
[[nodiscard]] TESSERA_HD constexpr double larger_value(double a, double b) {
  return a != a || a > b ? a : b;
}

/// Which of -0 and +0 is found depends on the order of the search: both count as +0.
[[nodiscard]] TESSERA_HD constexpr FieldSummary without_negative_zero(const FieldSummary& found) {
  return {found.sum, found.min + 0.0, found.max + 0.0};
}

/// Values that are not finite show in the sum; a NaN also in min and max.
template <class Exec, class Real>
using SummariseField = FieldSummary(Exec&, HexGrid, View<const Real> field);

}  // namespace tessera
