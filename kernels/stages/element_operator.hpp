#pragma once

#include "kernels/stages/boundary.hpp"
#include "kernels/stages/element_level.hpp"
#include "kernels/stages/element_sweep.hpp"
#include "kernels/stages/krylov.hpp"
#include "kernels/stages/stiffness.hpp"

namespace tessera {

/// The equilibrated matrix A = S K S without a matrix: K is the sum of the elements' conductances,
/// which lie there anyway, and of what Robin edges add. A product takes S x, lets flow what flows
/// between the nodes of every element, adds the rates of the elements at each row in ascending
/// order and then the Robin entries, and scales. Its bits are its own, the same on every path; they
/// are not those of a SlicedMatrix.
struct ElementOperator {
  View<const std::int32_t> nodes;  // as in Quad8Level
  View<const double> conductance;  // as ComputeConductance writes it
  IndexSlices incident;            // as in Quad8Level
  MatrixEntries robin;             // sorted by row
  /// First entry of `robin` of every chunk of kRowChunk rows. [chunk + 1]
  View<const std::int32_t> robin_offsets;
  View<const double> scale;  // [row]
  /// Workspace of executors that keep S x: [padded_rows], 0 behind the rows.
  View<double> scaled;
  View<double> rates;  // workspace: rate_count<8>, 0 in the last 16
  std::int64_t row_count = 0;
  std::int64_t element_count = 0;
  ElementSweep sweep{};  // of executors that have sweeps
};

/// scale[row] = 1 / sqrt(K[row][row]) and b = S b; `A.scale` is not read. Same bits on every path.
template <class Exec>
using EquilibrateElements = void(Exec&, const ElementOperator&, View<double> scale, View<double> b);

}  // namespace tessera
