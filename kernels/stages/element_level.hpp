#pragma once

#include "kernels/numerics/quad4.hpp"
#include "kernels/stages/element_table.hpp"
#include "kernels/stages/index_slices.hpp"
#include "kernels/stages/level_vectors.hpp"
#include "kernels/stages/stage_cost.hpp"
#include "kernels/stages/stiffness.hpp"

namespace tessera {

/// Number of groups of 16 elements, the last one filled up with elements that conduct nothing.
[[nodiscard]] TESSERA_HD constexpr std::int64_t element_group_count(std::int64_t element_count) {
  return (element_count + kFloatLanes - 1) / kFloatLanes;
}

/// A multigrid level whose operator is that of its elements, in f32 and never assembled:
/// (A u)[row] = sum over the elements at the row, ascending, of sum over the element's other nodes
/// b, ascending, of conductance (u[row] - u[b]), plus extra[row] u[row]. Known potentials are 0.
template <int kNodes, int kPairs>
struct ElementLevel {
  static constexpr int kElementNodes = kNodes;
  static constexpr int kElementPairs = kPairs;

  /// Row of every node; `row_count`, where vectors hold 0, for known potentials and for what fills
  /// up the last group. [group][kNodes][16]
  View<const std::int32_t> nodes;
  View<const float> conductance;       // [group][kPairs][16]
  IndexSlices incident;                // per row, the places of its elements in `rates`
  View<const float> extra;             // [row], lumped Robin edges
  View<const float> inverse_diagonal;  // [row]
  View<float> rates;                   // workspace: [group][kNodes][16], and 16 zeros
  std::int64_t row_count = 0;
  std::int64_t element_count = 0;

  [[nodiscard]] TESSERA_HD std::int64_t group_count() const {
    return element_group_count(element_count);
  }
};

using Quad8Level = ElementLevel<kQuad8Nodes, kQuad8Pairs>;
using Quad4Level = ElementLevel<kQuad4Nodes, kQuad4Pairs>;

/// Length of the `rates` of a level.
template <int kNodes>
[[nodiscard]] constexpr std::int64_t rate_count(std::int64_t element_count) {
  return (element_group_count(element_count) * kNodes + 1) * kFloatLanes;
}

/// Place of (element, local node a) in the rates of a level of kNodes nodes per element.
template <int kNodes>
[[nodiscard]] constexpr std::int64_t rate_place(std::int64_t element, int a) {
  return (element / kFloatLanes * kNodes + a) * kFloatLanes + element % kFloatLanes;
}

/// What `derive_levels` writes.
struct DerivedLevels {
  View<float> quad8;        // [group][28][16] conductances
  View<float> quad4;        // [group][6][16]
  View<float> quad8_power;  // [chunk of elements] largest trace of the 16th power, see bounds
  View<float> quad4_power;  // likewise
};

/// The conductances of both element levels in f32, scaled by `factor`, a power of two, and per
/// chunk of elements the largest trace((De^-1/2 Ke De^-1/2)^16): its 16th root bounds the
/// eigenvalues of D^-1 A from above, because the largest eigenvalue of a sum over elements is at
/// most that of the worst element. Same bits on every path.
/// Per element: 224 bytes read, 136 written, about 2,400 flops.
template <class Exec>
using DeriveLevels = void(Exec&, std::int64_t element_count, View<const double> conductance,
                          double factor, DerivedLevels);
[[nodiscard]] constexpr StageCost derive_levels_cost(std::int64_t elements) {
  return cost_of_items(elements, 224 + 136, 2400);
}

/// inverse_diagonal[row] = 1 / (sum of the conductances at the row + extra[row]), 0 behind the last
/// row. `level.inverse_diagonal` is not read. Same bits on every path.
template <class Exec, class Level>
using InvertDiagonal = void(Exec&, const Level&, View<float> inverse_diagonal);

// The stages of level_vectors.hpp give the same bits on an element level on every path. What all of
// them cost says level_costs.hpp.

}  // namespace tessera
