#pragma once

#include <cstdint>

#include "kernels/numerics/moments.hpp"
#include "kernels/numerics/option_contract.hpp"
#include "kernels/numerics/quasi_numbers.hpp"
#include "kernels/numerics/sample_layout.hpp"
#include "kernels/stages/view.hpp"

namespace tessera {

/// A Monte Carlo problem: everything that can change the bits of its samples. Payoffs and controls
/// are not discounted; the price of a sample is payoff - control_beta * (control - control_mean).
struct PathProblem {
  PathModel model = PathModel::gbm;
  Precision precision = Precision::f64;
  OptionContract contract;
  Market market;
  HestonVariance variance;  // of Heston
  Basket basket;            // of Payoff::basket
  SamplerChoice sampler;
  SampleLayout layout;
  bool greeks = false;      // delta, gamma and vega too
  bool any_return = false;  // exp for any argument even where its fast form would serve
  Control control = Control::none;
  double control_beta = 0.0;
  double control_mean = 0.0;  // exact mean of the control
  QuasiSource quasi;          // of sobol: its tables lie in the memory of the executor
};

/// Standard normals that a step of a path takes, each of them a factor that has a Brownian bridge
/// with sobol.
[[nodiscard]] constexpr int normals_per_step(const PathProblem& problem) {
  if (problem.contract.payoff == Payoff::basket) return problem.basket.count;
  return problem.model == PathModel::heston ? 2 : 1;
}

/// Whether a step takes a uniform beside the normals.
[[nodiscard]] constexpr bool takes_uniforms(const PathProblem& problem) {
  return problem.model == PathModel::heston || (problem.contract.payoff == Payoff::lookback &&
                                                problem.contract.monitoring == Monitoring::bridge);
}

/// Dimensions of the quasi-random point of a sample.
[[nodiscard]] constexpr std::int64_t sample_dimensions(const PathProblem& problem) {
  return std::int64_t{problem.contract.steps} *
         (normals_per_step(problem) + (takes_uniforms(problem) ? 1 : 0));
}

/// Chunks first_chunk .. first_chunk + chunk_count - 1 of a replicate.
struct SampleChunks {
  std::int32_t replicate = 0;
  std::int64_t first_chunk = 0;
  std::int64_t chunk_count = 0;
};

/// Simulates the samples of some chunks and writes the moments of each: sum S in the fixed shape,
/// then M2 = sum (x - S/n)^2 in the fixed shape. The bits of a record depend on the problem and the
/// number of the chunk alone. Nothing else is stored. A sample that is not finite counts as +0 in
/// both sums and is reported in its record.
/// moments: [chunk of the range]
/// Per path and step about 30 (f64) vector operations of arithmetic, no memory traffic.
template <class Exec>
using SimulatePaths = void(Exec&, const PathProblem&, SampleChunks, View<SampleMoments> moments);

/// Merges every 1024 consecutive records into one, the last group may be shorter.
/// chunks: [chunk], groups: [ceil(chunk count / 1024)]
template <class Exec>
using MergeMoments = void(Exec&, View<const SampleMoments> chunks, View<SampleMoments> groups);

}  // namespace tessera
