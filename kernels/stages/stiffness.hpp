#pragma once

#include "kernels/stages/element_table.hpp"
#include "kernels/stages/sparsity_pattern.hpp"
#include "kernels/stages/stage_cost.hpp"

namespace tessera {

/// Elements whose conductances lie side by side, so that vectors and warps read whole lines.
inline constexpr std::int64_t kElementLanes = 8;

/// Conductance `pair` of `element` lies here: [element / 8][28][element % 8].
[[nodiscard]] TESSERA_HD constexpr std::int64_t conductance_index(std::int64_t element,
                                                                  std::int64_t pair) {
  return (element / kElementLanes * kQuad8Pairs + pair) * kElementLanes + element % kElementLanes;
}

/// Length of the conductance array of `element_count` elements, padded to whole groups of lanes.
[[nodiscard]] constexpr std::int64_t conductance_count(std::int64_t element_count) {
  return chunk_count_of(element_count, kElementLanes) * kElementLanes * kQuad8Pairs;
}

/// The conductances of one element, by pair.
struct ElementPairs {
  const double* first;

  TESSERA_HD ElementPairs(View<const double> conductance, std::int64_t element)
      : first(&conductance[conductance_index(element, 0)]) {}
  TESSERA_HD double operator[](int pair) const { return first[pair * kElementLanes]; }
};

/// Stiffness of all elements as 28 conductances each (`element_conductance`): K before any
/// boundary condition, not assembled. Same bits on every path.
/// conductance: `conductance_count`, indexed by `conductance_index`; the padding is written too.
/// Per element: 160 bytes read, 224 written, about 2,600 flops.
template <class Exec>
using ComputeConductance = void(Exec&, const ElementTable&, View<double> conductance);
[[nodiscard]] constexpr StageCost compute_conductance_cost(std::int64_t elements) {
  return cost_of_items(elements, 160 + 224, 2600);
}

struct StiffnessRows {
  View<const std::int32_t> row_offsets;  // [unknown + 1]
  View<const Slot> slots;                // [incidence][8]
  View<const double> conductance;
  View<double> values;  // [entry]
};

/// Assembles the eliminated matrix: every entry adds its element contributions in ascending element
/// number, starting from +0. No atomics; same bits on every path.
/// Per element: 224 + 128 bytes read several times from cache, 64 additions; per entry 8 bytes
/// written.
template <class Exec>
using GatherStiffness = void(Exec&, const ElementTable&, StiffnessRows);
[[nodiscard]] constexpr StageCost gather_stiffness_cost(std::int64_t elements,
                                                        std::int64_t entries) {
  return cost_of_items(elements, 224 + 128, 64) + cost_of_items(entries, 8, 0);
}

/// action = K u over all used nodes, K not assembled and before any boundary condition: for every
/// node the elements in ascending order, each by `conductance_action`. Same bits on every path.
/// u, action: [node]
template <class Exec>
using ApplyStiffness = void(Exec&, const ElementTable&, View<const double> conductance,
                            View<const double> u, View<double> action);

}  // namespace tessera
