#include "kernels/stages/element_level.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/element_groups.hpp"
#include "cpu_fallback/float_slices.hpp"
#include "cpu_fallback/stages.hpp"

namespace tessera {
namespace {

using cpu::ChunkItems;
using cpu::FloatLanes;
using cpu::for_slices;
using cpu::items_of_chunk;
using cpu::PairsOfGroup;
using cpu::rate_group;
using cpu::residual_of_slice;
using cpu::store_rates;
using cpu::sum_slots;

constexpr std::int64_t kLanes = kFloatLanes;
static_assert(kLanes == FloatLanes::kCount);
static_assert(kLanes == 2 * kElementLanes);
constexpr std::int64_t kGroupChunk = kElementChunk / kLanes;

template <class Level>
[[gnu::always_inline]] inline void rate_elements(cpu::Executor& executor, const Level& level,
                                                 View<const float> u) {
  const std::int64_t groups = level.group_count();
  executor.for_chunks(chunk_count_of(groups, kGroupChunk), [=](std::int64_t chunk) {
    for (std::int64_t group : items_of_chunk(chunk, kGroupChunk, groups)) {
      rate_group(level, u, group);
    }
  });
}

template <class Level>
[[gnu::always_inline]] inline void begin_rows(cpu::Executor& executor, const Level& level,
                                              LevelVectors at, ChebyshevStep step) {
  for_slices(executor, level.row_count, [=](std::int64_t slice) {
    cpu::begin_at(at, slice * kLanes, level.inverse_diagonal, step);
  });
}

template <class Level>
[[gnu::always_inline]] inline void smooth_rows(cpu::Executor& executor, const Level& level,
                                               LevelVectors at, ChebyshevStep step) {
  rate_elements(executor, level, at.direction);
  for_slices(executor, level.row_count, [=](std::int64_t slice) {
    const FloatLanes r = residual_of_slice(level, at, slice);
    cpu::step_at(at, slice * kLanes, level.inverse_diagonal, step, r, at.direction);
  });
}

template <class Level>
[[gnu::always_inline]] inline void subtract_rows(cpu::Executor& executor, const Level& level,
                                                 LevelVectors at) {
  rate_elements(executor, level, at.direction);
  for_slices(executor, level.row_count, [=](std::int64_t slice) {
    cpu::store_floats(&at.r[slice * kLanes], residual_of_slice(level, at, slice));
  });
}

// The rates of conductance alone, then one over their sum per row.
template <class Level>
[[gnu::always_inline]] inline void invert_rows(cpu::Executor& executor, const Level& level,
                                               View<float> inverse_diagonal) {
  const std::int64_t groups = level.group_count();
  executor.for_chunks(chunk_count_of(groups, kGroupChunk), [=](std::int64_t chunk) {
    for (std::int64_t group : items_of_chunk(chunk, kGroupChunk, groups)) {
      FloatLanes diagonal[Level::kElementNodes];
      element_diagonal(PairsOfGroup(level, group), diagonal);
      store_rates(level, group, diagonal);
    }
  });
  for_slices(executor, level.row_count, [=](std::int64_t slice) {
    const FloatLanes diagonal = sum_slots(level.incident, slice, level.rates.data) +
                                cpu::load_floats(&level.extra[slice * kLanes]);
    for (std::int64_t lane = 0; lane < kLanes; ++lane) {
      const std::int64_t row = slice * kLanes + lane;
      inverse_diagonal[row] = row < level.row_count ? 1.0F / diagonal.v[lane] : 0.0F;
    }
  });
}

// 28 conductances of 16 elements in f32; elements behind the last one conduct nothing.
[[gnu::always_inline]] inline void narrow_group(std::int64_t elements, View<const double> from,
                                                double factor, std::int64_t group,
                                                FloatLanes (&to)[kQuad8Pairs]) {
  const bool is_full = (group + 1) * kLanes <= elements;
  for (int pair = 0; pair < kQuad8Pairs; ++pair) {
    if (is_full) {
      const double* const low = &from[conductance_index(group * kLanes, pair)];
      to[pair] = cpu::narrow_lanes(factor * cpu::load_lanes(low),
                                   factor * cpu::load_lanes(low + kQuad8Pairs * kElementLanes));
      continue;
    }
    for (int lane = 0; lane < kLanes; ++lane) {
      const std::int64_t element = group * kLanes + lane;
      to[pair].v[lane] = element < elements
                             ? static_cast<float>(from[conductance_index(element, pair)] * factor)
                             : 0.0F;
    }
  }
}

// Largest trace((De^-1/2 Ke De^-1/2)^16) among 16 elements, NaN aside.
template <int kNodes, int kPairs>
[[gnu::always_inline]] inline float largest_power(const FloatLanes (&conductance)[kPairs]) {
  const FloatLanes power = element_power16<kNodes, FloatLanes>(conductance);
  float largest = 0.0F;
  for (int lane = 0; lane < kLanes; ++lane) {
    largest = power.v[lane] > largest ? power.v[lane] : largest;
  }
  return largest;
}

}  // namespace

void cpu::TESSERA_ISA::derive_levels(Executor& executor, std::int64_t element_count,
                                     View<const double> conductance, double factor,
                                     DerivedLevels levels) {
  const std::int64_t groups = element_group_count(element_count);
  executor.for_chunks(chunk_count_of(groups, kGroupChunk), [=](std::int64_t chunk) {
    float quad8_power = 0.0F;
    float quad4_power = 0.0F;
    for (std::int64_t group : items_of_chunk(chunk, kGroupChunk, groups)) {
      FloatLanes fine[kQuad8Pairs];
      FloatLanes coarse[kQuad4Pairs];
      narrow_group(element_count, conductance, factor, group, fine);
      corner_conductance(fine, coarse);
      for (int pair = 0; pair < kQuad8Pairs; ++pair) {
        cpu::store_floats(&levels.quad8[(group * kQuad8Pairs + pair) * kLanes], fine[pair]);
      }
      for (int pair = 0; pair < kQuad4Pairs; ++pair) {
        cpu::store_floats(&levels.quad4[(group * kQuad4Pairs + pair) * kLanes], coarse[pair]);
      }
      const float power8 = largest_power<kQuad8Nodes>(fine);
      const float power4 = largest_power<kQuad4Nodes>(coarse);
      quad8_power = power8 > quad8_power ? power8 : quad8_power;
      quad4_power = power4 > quad4_power ? power4 : quad4_power;
    }
    levels.quad8_power[chunk] = quad8_power;
    levels.quad4_power[chunk] = quad4_power;
  });
}

void cpu::TESSERA_ISA::invert_diagonal(Executor& executor, const Quad8Level& level,
                                       View<float> inverse_diagonal) {
  invert_rows(executor, level, inverse_diagonal);
}
void cpu::TESSERA_ISA::invert_diagonal(Executor& executor, const Quad4Level& level,
                                       View<float> inverse_diagonal) {
  invert_rows(executor, level, inverse_diagonal);
}

void cpu::TESSERA_ISA::begin_smoothing(Executor& executor, const Quad8Level& level, LevelVectors at,
                                       ChebyshevStep step) {
  begin_rows(executor, level, at, step);
}
void cpu::TESSERA_ISA::begin_smoothing(Executor& executor, const Quad4Level& level, LevelVectors at,
                                       ChebyshevStep step) {
  begin_rows(executor, level, at, step);
}

void cpu::TESSERA_ISA::smooth_step(Executor& executor, const Quad8Level& level, LevelVectors at,
                                   ChebyshevStep step) {
  smooth_rows(executor, level, at, step);
}
void cpu::TESSERA_ISA::smooth_step(Executor& executor, const Quad4Level& level, LevelVectors at,
                                   ChebyshevStep step) {
  smooth_rows(executor, level, at, step);
}

void cpu::TESSERA_ISA::subtract_action(Executor& executor, const Quad8Level& level,
                                       LevelVectors at) {
  subtract_rows(executor, level, at);
}
void cpu::TESSERA_ISA::subtract_action(Executor& executor, const Quad4Level& level,
                                       LevelVectors at) {
  subtract_rows(executor, level, at);
}

}  // namespace tessera
