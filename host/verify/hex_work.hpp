#pragma once

#include <string>
#include <vector>

#include "host/pipelines/hex_diffusion.hpp"
#include "host/report/checksum.hpp"
#include "host/verify/verification.hpp"

namespace tessera {

/// The grid that the cases of `tessera verify hex` have: neither side is a multiple of a vector, a
/// tile or a warp, and rows are an even number, which a periodic hexagonal grid needs.
struct VerifyGrid {
  std::int64_t rows = 262;
  std::int64_t cols = 389;
  std::int64_t steps = 37;
};

/// Diffusion of random values. `serial` makes one step per pass, all others as many as they like.
template <class Real>
class HexWork {
 public:
  HexWork(const VerifyGrid& grid, const DiffusionRule& rule)
      : plan_{grid.rows, grid.cols, rule, grid.steps} {}

  template <class Exec>
  Outcome operator()(Exec& executor) const {
    return run(executor, plan_, random_values());
  }
  [[nodiscard]] Expectation expect(const Outcome& outcome) const;

  /// Values in [0, 1) that are the same in every run. [rows][cols]
  [[nodiscard]] std::vector<Real> random_values() const;

  template <class Exec>
  [[nodiscard]] static Outcome run(Exec& executor, HexPlan plan, std::vector<Real> initial) {
    if constexpr (requires { executor.team(); }) {
      if (executor.team() == cpu::Team::serial) plan.fuse = 1;
    }
    const HexResult<Real> result = diffuse(executor, plan, std::move(initial));
    const std::vector<double> numbers{result.summary.sum, result.summary.min, result.summary.max};
    const std::span<const Real> field(result.field);
    return {{outcome_field("field", field),
             outcome_field("sum, min and max", std::span<const double>(numbers))},
            -1,
            checksum(field)};
  }

 private:
  HexPlan plan_;
};

/// Diffusion of a plane wave on a periodic grid, which is a mode: every step multiplies it by a
/// known factor.
class HexWave {
 public:
  HexWave(const VerifyGrid& grid, Topology topology);

  template <class Exec>
  Outcome operator()(Exec& executor) const {
    return HexWork<double>::run(executor, plan_, wave_);
  }
  [[nodiscard]] Expectation expect(const Outcome& outcome) const;

 private:
  HexPlan plan_;
  std::vector<double> wave_;
  double factor_;  // over all steps
};

/// Heavy rounds on a periodic grid that holds the same value everywhere: it still does after every
/// step, and the value follows a recurrence of one number.
class HexEven {
 public:
  HexEven(const VerifyGrid& grid, Topology topology);

  template <class Exec>
  Outcome operator()(Exec& executor) const {
    const auto cells = static_cast<std::size_t>(plan_.rows * plan_.cols);
    return HexWork<double>::run(executor, plan_, std::vector<double>(cells, kEvenValue));
  }
  [[nodiscard]] Expectation expect(const Outcome& outcome) const;

 private:
  static constexpr double kEvenValue = 0.3;

  HexPlan plan_;
};

/// Both topologies, all borders, both precisions, with and without heavy rounds.
[[nodiscard]] std::vector<VerifyCase> hex_cases(const VerifyGrid& grid = {});

}  // namespace tessera
