#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/bench/bench_results.hpp"

namespace tessera {

/// From which size of a problem on one backend is faster than another.
struct Crossover {
  std::string variant;
  std::string slower;  // above `size`
  std::string faster;
  std::optional<double> size;  // none: one of them is faster at every size that was measured
  std::string size_unit;

  /// "fem: openmp overtakes serial at about 3,100 nodes".
  [[nodiscard]] std::string text() const;
};

/// For every variant with two sizes or more: the teams and CUDA against serial, and CUDA against
/// openmp, each with its best number of workers. Between two sizes times are taken to follow a
/// power law.
[[nodiscard]] std::vector<Crossover> crossovers_in(const BenchResults& results);

}  // namespace tessera
