#pragma once

#include "cpu_fallback/float_lanes.hpp"
#include "kernels/numerics/element_flow.hpp"
#include "kernels/stages/element_level.hpp"
#include "kernels/stages/level_vectors.hpp"

// The operator of an ElementLevel: what flows in a group of 16 elements, and what comes together
// at a slice of 16 rows.

namespace tessera::cpu {
namespace TESSERA_ISA {

static_assert(kFloatLanes == FloatLanes::kCount);

/// The conductances of one group.
struct PairsOfGroup {
  const float* first;

  template <class Level>
  TESSERA_HD PairsOfGroup(const Level& level, std::int64_t group)
      : first(&level.conductance[group * Level::kElementPairs * kFloatLanes]) {}
  TESSERA_HD FloatLanes operator[](int pair) const {
    return load_floats(first + pair * kFloatLanes);
  }
};

template <class Level>
[[gnu::always_inline]] inline void store_rates(const Level& level, std::int64_t group,
                                               const FloatLanes (&rate)[Level::kElementNodes]) {
  for (int a = 0; a < Level::kElementNodes; ++a) {
    store_floats(&level.rates[(group * Level::kElementNodes + a) * kFloatLanes], rate[a]);
  }
}

template <class Level>
[[gnu::always_inline]] inline void rate_group(const Level& level, View<const float> u,
                                              std::int64_t group) {
  constexpr int kNodes = Level::kElementNodes;
  FloatLanes value[kNodes];
  FloatLanes rate[kNodes];
  for (int a = 0; a < kNodes; ++a) {
    value[a] = gather_floats(u.data, &level.nodes[(group * kNodes + a) * kFloatLanes]);
  }
  element_rates(PairsOfGroup(level, group), value, rate);
  store_rates(level, group, rate);
}

[[gnu::always_inline]] inline FloatLanes sum_slots(const IndexSlices& slices, std::int64_t slice,
                                                   const float* values) {
  FloatLanes sum;
  for (std::int64_t slot = slices.offsets[slice]; slot < slices.offsets[slice + 1]; ++slot) {
    sum = sum + gather_floats(values, &slices.places[slot * kFloatLanes]);
  }
  return sum;
}

/// r - A direction for the rows of one slice, the rates being those of direction.
template <class Level>
[[gnu::always_inline]] inline FloatLanes residual_of_slice(const Level& level,
                                                           const LevelVectors& at,
                                                           std::int64_t slice) {
  const std::int64_t first = slice * kFloatLanes;
  const FloatLanes action = sum_slots(level.incident, slice, level.rates.data) +
                            load_floats(&level.extra[first]) * load_floats(&at.direction[first]);
  return load_floats(&at.r[first]) - action;
}

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;
}  // namespace tessera::cpu
