#pragma once

#include <cstdint>

#include "kernels/numerics/moments.hpp"
#include "kernels/numerics/option_contract.hpp"
#include "kernels/numerics/sample_layout.hpp"
#include "kernels/stages/view.hpp"

namespace tessera {

/// Tables of the quasi-random sampler in the memory of an executor; empty for pseudo.
struct QuasiTables {
  View<const std::uint32_t> directions;  // [dimension][32]
  View<const double> bridge_weights;     // order of construction and weights of the Brownian bridge
  View<const std::int32_t> bridge_order;
};

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
  bool greeks = false;  // delta, gamma and vega too; needs `greek_methods` other than none
  Control control = Control::none;
  double control_beta = 0.0;
  double control_mean = 0.0;  // exact mean of the control
  QuasiTables tables;
};

/// Standard normals (and, for a bridge or Heston, uniforms) that a step of a path takes.
[[nodiscard]] constexpr int normals_per_step(PathModel model, const OptionContract& contract,
                                             int assets) {
  if (contract.payoff == Payoff::basket) return assets;
  const bool sampled_extreme =
      contract.payoff == Payoff::lookback && contract.monitoring == Monitoring::bridge;
  return model == PathModel::heston || sampled_extreme ? 2 : 1;
}

/// Dimensions of the quasi-random point of a sample.
[[nodiscard]] constexpr std::int64_t sample_dimensions(const PathProblem& problem) {
  return std::int64_t{problem.contract.steps} *
         normals_per_step(problem.model, problem.contract, problem.basket.count);
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
