#pragma once

#include "kernels/numerics/cg_state.hpp"
#include "kernels/stages/sliced_matrix.hpp"
#include "kernels/stages/stage_cost.hpp"

namespace tessera {

/// The vectors of conjugate gradients, [row] each, and their scalars.
struct CgVectors {
  View<double> x;
  View<double> r;
  View<double> p;
  View<double> q;
  View<double> chunk_sums;  // workspace: sum_chunk_count(rows)
  View<CgState> state;      // [1]
};

// `Matrix` is SlicedMatrix, or what an executor brings of its own.

/// r = b - A x, p = r, r_r = r . r; the state starts over with the given target, keeping the
/// iteration count. Status kConverged if the target is met already.
template <class Exec, class Matrix = SlicedMatrix>
using StartSearch = void(Exec&, Matrix, View<const double> b, CgVectors, double target);

/// q = A p and p_q = p . q; alpha = r_r / p_q. A row is summed from +0, columns ascending, multiply
/// then add. Status kBreakdown unless p_q is positive. Does nothing unless running.
/// Per entry 12 bytes and 2 flops; per row 20 bytes and 2 flops.
template <class Exec, class Matrix = SlicedMatrix>
using MultiplyDirection = void(Exec&, Matrix, CgVectors);
[[nodiscard]] constexpr StageCost multiply_direction_cost(std::int64_t rows, std::int64_t entries) {
  return cost_of_items(entries, 12, 2) + cost_of_items(rows, 20, 2);
}

/// r = r - alpha q and r_r = r . r; beta = new r_r / old r_r; one more iteration. Does nothing
/// unless running. Per row 24 bytes, 4 flops.
template <class Exec>
using AdvanceResidual = void(Exec&, CgVectors);
[[nodiscard]] constexpr StageCost advance_residual_cost(std::int64_t rows) {
  return cost_of_items(rows, 24, 4);
}

/// x = x + alpha p with the old p, then p = r + beta p. Status kConverged when the norm of r meets
/// the target. Does nothing unless running. Per row 40 bytes, 4 flops.
template <class Exec>
using AdvanceSolution = void(Exec&, CgVectors);
[[nodiscard]] constexpr StageCost advance_solution_cost(std::int64_t rows) {
  return cost_of_items(rows, 40, 4);
}

/// One iteration of conjugate gradients: the three stages above.
[[nodiscard]] constexpr StageCost cg_iteration_cost(std::int64_t rows, std::int64_t entries) {
  return multiply_direction_cost(rows, entries) + advance_residual_cost(rows) +
         advance_solution_cost(rows);
}

/// Squared norm of b - A x, without touching r, p and q. [1]
template <class Exec, class Matrix = SlicedMatrix>
using TrueResidual = double(Exec&, Matrix, View<const double> b, CgVectors);

/// Sum of a[i] * b[i] in the fixed shape.
template <class Exec>
using DotProduct = double(Exec&, View<const double> a, View<const double> b);

}  // namespace tessera
