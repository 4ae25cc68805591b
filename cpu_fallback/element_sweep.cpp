#include "kernels/stages/element_sweep.hpp"

#include <limits>

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/element_groups.hpp"
#include "cpu_fallback/float_lanes.hpp"
#include "cpu_fallback/stages.hpp"
#include "cpu_fallback/sweep.hpp"

namespace tessera {
namespace {

using cpu::FloatLanes;
using cpu::rate_group;
using cpu::residual_of_slice;

constexpr std::int64_t kLanes = kFloatLanes;
constexpr std::int64_t kBlockGroups = kSweepElements / kLanes;
constexpr std::int64_t kBlockSlices = kSweepRows / kLanes;

// The range of the blocks of `size` items in which the entries below `end` lie.
[[gnu::always_inline]] inline BlockRange range_of(const std::int32_t* entries, std::int64_t count,
                                                  std::int32_t end, std::int32_t size) {
  std::int32_t least = std::numeric_limits<std::int32_t>::max();
  std::int32_t most = -1;
  for (std::int64_t item = 0; item < count; ++item) {
    const std::int32_t entry = entries[item];
    const std::int32_t counted = entry < end ? entry : -1;
    least = entry < least ? entry : least;
    most = counted > most ? counted : most;
  }
  if (most < 0) return {std::numeric_limits<std::int32_t>::max(), 0};
  return {least / size, most / size + 1};
}

template <class Level>
[[gnu::always_inline]] inline void find_reach_of(cpu::Executor& executor, const Level& level,
                                                 SweepReach reach) {
  constexpr std::int64_t kRates = Level::kElementNodes * kLanes;
  const std::int64_t groups = level.group_count();
  executor.for_chunks(reach.rows.count, [=](std::int64_t block) {
    const auto items = cpu::items_of_chunk(block, kBlockGroups, groups);
    reach.rows[block] =
        range_of(&level.nodes.data[items.first * kRates], items.size() * kRates,
                 static_cast<std::int32_t>(level.row_count), static_cast<std::int32_t>(kSweepRows));
  });
  const std::int64_t slices = slice_count(level.row_count);
  executor.for_chunks(reach.elements.count, [=](std::int64_t block) {
    const auto items = cpu::items_of_chunk(block, kBlockSlices, slices);
    const std::int64_t first = level.incident.offsets[items.first] * kLanes;
    const std::int64_t last = level.incident.offsets[items.last] * kLanes;
    reach.elements[block] = range_of(&level.incident.places.data[first], last - first,
                                     static_cast<std::int32_t>(groups * kRates),
                                     static_cast<std::int32_t>(kBlockGroups * kRates));
  });
}

// A smoothing, block by block.
template <class Level>
struct Smoothing {
  Level level;
  LevelVectors at;
  SmoothingSteps steps;
  bool down;  // pass 0 begins, and the last pass leaves the residual

  void operator()(int pass, std::int64_t block) const {
    if (pass % 2 == 1) return rate_elements(block, pass == 1);
    const int step = pass / 2 - (down ? 0 : 1);
    for (std::int64_t slice :
         cpu::items_of_chunk(block, kBlockSlices, slice_count(level.row_count))) {
      if (pass == 0) {
        begin(slice);
      } else if (step < steps.count) {
        go_on(slice, steps.step[step]);
      } else {
        store(&at.r[slice * kLanes], residual_of_slice(level, at, slice), slice);
      }
    }
  }

 private:
  // The conductances of a block are read once per sweep from memory, in pieces too short for the
  // processor to see them coming.
  [[gnu::always_inline]] void fetch_elements(std::int64_t block) const {
    constexpr std::int64_t kNodes = Level::kElementNodes * kLanes;
    constexpr std::int64_t kPairs = Level::kElementPairs * kLanes;
    if (block >= chunk_count_of(level.group_count(), kBlockGroups)) return;
    for (std::int64_t group : cpu::items_of_chunk(block, kBlockGroups, level.group_count())) {
      for (std::int64_t line = 0; line < kNodes; line += kLanes) {
        __builtin_prefetch(&level.nodes[group * kNodes + line], 0, 2);
      }
      for (std::int64_t line = 0; line < kPairs; line += kLanes) {
        __builtin_prefetch(&level.conductance[group * kPairs + line], 0, 2);
      }
    }
  }
  // The first pass through the elements fetches those of the next block.
  [[gnu::always_inline]] void rate_elements(std::int64_t block, bool is_first) const {
    if (is_first) fetch_elements(block + 1);
    for (std::int64_t group : cpu::items_of_chunk(block, kBlockGroups, level.group_count())) {
      rate_group(level, at.direction, group);
    }
  }
  [[gnu::always_inline]] void begin(std::int64_t slice) const {
    const std::int64_t first = slice * kLanes;
    const FloatLanes direction =
        first_direction(steps.step[0], cpu::load_floats(&level.inverse_diagonal[first]),
                        cpu::load_floats(&at.r[first]));
    store(&at.direction[first], direction, slice);
    store(&at.x[first], direction, slice);
  }
  [[gnu::always_inline]] void go_on(std::int64_t slice, ChebyshevStep step) const {
    const std::int64_t first = slice * kLanes;
    const FloatLanes r = residual_of_slice(level, at, slice);
    const FloatLanes direction =
        next_direction(step, cpu::load_floats(&at.direction[first]),
                       cpu::load_floats(&level.inverse_diagonal[first]), r);
    store(&at.r[first], r, slice);
    store(&at.direction[first], direction, slice);
    store(&at.x[first], cpu::load_floats(&at.x[first]) + direction, slice);
  }
  // Leaves the zeros behind the last row alone, which other parts may be reading.
  [[gnu::always_inline]] void store(float* values, const FloatLanes& lanes,
                                    std::int64_t slice) const {
    const std::int64_t rows = level.row_count - slice * kLanes;
    if (rows >= kLanes) return cpu::store_floats(values, lanes);
    for (std::int64_t lane = 0; lane < rows; ++lane) values[lane] = lanes.v[lane];
  }
};

template <class Level>
[[gnu::always_inline]] inline void smooth(cpu::Executor& executor, const Level& level,
                                          const ElementSweep& sweep, const LevelVectors& at,
                                          const SmoothingSteps& steps, bool down) {
  cpu::run_sweep(executor, sweep, down ? 0 : 1, 2 * steps.count + 1,
                 Smoothing<Level>{level, at, steps, down});
}

}  // namespace

void cpu::TESSERA_ISA::find_reach(Executor& executor, const Quad8Level& level, SweepReach reach) {
  find_reach_of(executor, level, reach);
}
void cpu::TESSERA_ISA::find_reach(Executor& executor, const Quad4Level& level, SweepReach reach) {
  find_reach_of(executor, level, reach);
}

void cpu::TESSERA_ISA::smooth_down(Executor& executor, const Quad8Level& level,
                                   const ElementSweep& sweep, LevelVectors at,
                                   SmoothingSteps steps) {
  smooth(executor, level, sweep, at, steps, true);
}
void cpu::TESSERA_ISA::smooth_down(Executor& executor, const Quad4Level& level,
                                   const ElementSweep& sweep, LevelVectors at,
                                   SmoothingSteps steps) {
  smooth(executor, level, sweep, at, steps, true);
}

void cpu::TESSERA_ISA::smooth_up(Executor& executor, const Quad8Level& level,
                                 const ElementSweep& sweep, LevelVectors at, SmoothingSteps steps) {
  smooth(executor, level, sweep, at, steps, false);
}
void cpu::TESSERA_ISA::smooth_up(Executor& executor, const Quad4Level& level,
                                 const ElementSweep& sweep, LevelVectors at, SmoothingSteps steps) {
  smooth(executor, level, sweep, at, steps, false);
}

}  // namespace tessera
