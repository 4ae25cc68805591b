#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/element_level_arrays.hpp"

namespace tessera::support {

/// A long band of square elements, `across` of them side by side, numbered strip by strip; the
/// nodes at one end have known potentials. Conductances and the lumped edges are random.
template <class Level>
class StripElements {
 public:
  static constexpr int kNodes = Level::kElementNodes;
  static constexpr int kPairs = Level::kElementPairs;

  StripElements(cpu::Executor& executor, std::int32_t across, std::int32_t along)
      : strip_rows_(kNodes == kQuad4Nodes ? across + 1 : 3 * across + 2),
        rows_(strip_rows_ * along),
        arrays_(executor, rows_, nodes_of(across, along),
                random(std::int64_t{across} * along * kPairs), random(rows_)) {}

  /// Values in [0.25, 1.25), the same for every call of the same `count`.
  static std::vector<float> random(std::int64_t count) {
    std::mt19937 generator(static_cast<std::uint32_t>(count));
    std::vector<float> values(static_cast<std::size_t>(count));
    for (float& value : values) value = 0.25F + static_cast<float>(generator() >> 8) * 0x1p-24F;
    return values;
  }
  [[nodiscard]] Level level() { return arrays_.level(); }

 private:
  // Rows of one strip: its nodes on the line between strips, corners and mid-sides in turn where
  // there are mid-sides, then the mid-sides on its own line.
  std::vector<std::int32_t> nodes_of(std::int32_t across, std::int32_t along) const {
    constexpr std::int32_t kStep = kNodes == kQuad4Nodes ? 1 : 2;
    std::vector<std::int32_t> nodes;
    for (std::int32_t strip = 0; strip < along; ++strip) {
      for (std::int32_t place = 0; place < across; ++place) {
        const std::int32_t low = strip * strip_rows_ + kStep * place;
        const std::int32_t high = low + strip_rows_;
        const std::int32_t middle = strip * strip_rows_ + kStep * across + 1 + place;
        std::vector<std::int32_t> of{low, low + kStep, high + kStep, high};
        if (kNodes != kQuad4Nodes) of.insert(of.end(), {low + 1, middle + 1, high + 1, middle});
        for (const std::int32_t node : of) nodes.push_back(node < rows_ ? node : rows_);
      }
    }
    return nodes;
  }

  std::int32_t strip_rows_;
  std::int32_t rows_;
  ElementLevelArrays<cpu::Executor, Level> arrays_;
};

/// The vectors of a level, r and direction random, x too.
class LevelVectorArrays {
 public:
  LevelVectorArrays(cpu::Executor& executor, std::int64_t rows) {
    for (auto* vector : {&r_, &direction_, &x_}) {
      std::vector<float> values = StripElements<Quad4Level>::random(rows);
      values.resize(static_cast<std::size_t>(padded_rows(rows)), 0.0F);
      *vector = upload(executor, std::span<const float>(values));
    }
  }
  [[nodiscard]] LevelVectors at() { return {r_.view(), direction_.view(), x_.view(), {}}; }
  /// r, direction and x one behind the other, with what is behind the last row.
  [[nodiscard]] std::vector<float> values() {
    std::vector<float> all;
    for (auto* vector : {&r_, &direction_, &x_}) {
      const View<float> part = vector->view();
      all.insert(all.end(), part.data, part.data + part.count);
    }
    return all;
  }

 private:
  cpu::Array<float> r_, direction_, x_;
};

/// What smooth_down has to make of `at`, by a stage per step.
template <class Level>
void smooth_down_by_steps(cpu::Executor& executor, const Level& level, LevelVectors at,
                          const SmoothingSteps& steps) {
  begin_smoothing(executor, level, at, steps.step[0]);
  for (int step = 1; step < steps.count; ++step) {
    smooth_step(executor, level, at, steps.step[step]);
  }
  subtract_action(executor, level, at);
}

/// What smooth_up has to make of it.
template <class Level>
void smooth_up_by_steps(cpu::Executor& executor, const Level& level, LevelVectors at,
                        const SmoothingSteps& steps) {
  for (int step = 0; step < steps.count; ++step) {
    smooth_step(executor, level, at, steps.step[step]);
  }
}

}  // namespace tessera::support
