#pragma once

#include <cstdint>

#include "kernels/stages/csr_matrix.hpp"

namespace tessera {

/// What Robin edges add to the matrix: distinct positions that exist in its pattern.
struct MatrixEntries {
  View<const std::int32_t> rows;
  View<const std::int32_t> columns;
  View<const double> values;
};

/// A[row][column] += value for every entry of the list. Same bits on every path.
template <class Exec>
using AddEntries = void(Exec&, CsrMatrix, MatrixEntries);

/// Right-hand side of the eliminated system: b[row] = load[row] - action[row], where `action` is K
/// times the vector that holds the known potentials and 0 at the unknowns.
/// load, action: [node]; b: [unknown]
template <class Exec>
using FormRightSide = void(Exec&, View<const double> load, View<const double> action,
                           View<double> b);

struct PotentialParts {
  View<const double> solution;  // [unknown], of the equilibrated system
  View<const double> scale;     // [unknown]
  View<const double> known;     // [node], 0 at the unknowns
};

/// u[node] = solution * scale at the unknowns, the known potential elsewhere.
/// u: [node]
template <class Exec>
using ComposePotential = void(Exec&, PotentialParts, View<double> u);

}  // namespace tessera
