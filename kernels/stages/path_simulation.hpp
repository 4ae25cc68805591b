#pragma once

#include <cstdint>

#include "kernels/numerics/moments.hpp"
#include "kernels/numerics/option_contract.hpp"
#include "kernels/stages/view.hpp"

namespace tessera {

enum class Sampler : std::int32_t { pseudo, sobol };
enum class Scrambling : std::int32_t { owen, shift };

/// Streams of pseudo-random numbers that never meet: the last word of the Philox counter is
/// stream * 65536 + draw.
enum class RandomStream : std::uint32_t { paths = 0, pilot = 1, bridge = 2, pilot_bridge = 3 };

/// Where the random numbers of a run come from.
struct SamplerChoice {
  Sampler sampler = Sampler::pseudo;
  Scrambling scrambling = Scrambling::owen;  // of sobol
  std::uint64_t seed = 42;
  RandomStream stream = RandomStream::paths;  // of pseudo: paths or pilot
};

/// How samples are numbered. A sample is a path, or with antithetic variables the mean of the paths
/// 2 sample and 2 sample + 1, of which the second has the negative normals of the first. Random
/// numbers belong to the number of the sample. With sobol there are `replicates` independent
/// scramblings of the same points, each with `samples_per_replicate` samples, a power of two; with
/// pseudo there is one replicate of all samples.
struct SampleLayout {
  std::int64_t samples_per_replicate = 0;
  std::int32_t replicates = 1;
  bool antithetic = false;

  /// Chunks of one replicate; the last one may be shorter than kSampleChunk samples.
  [[nodiscard]] TESSERA_HD std::int64_t chunks_per_replicate() const {
    return sum_chunk_count(samples_per_replicate);
  }
  /// The number of a path in a run: replicates one after the other; `mirror` is 0 or 1.
  [[nodiscard]] TESSERA_HD std::int64_t path_number(std::int32_t replicate, std::int64_t sample,
                                                    int mirror) const {
    const std::int64_t in_run = replicate * samples_per_replicate + sample;
    return antithetic ? 2 * in_run + mirror : in_run;
  }
};

/// Tables of the quasi-random sampler in the memory of an executor; empty for pseudo.
struct QuasiTables {
  View<const std::uint32_t> directions;  // [dimension][32]
  View<const double> bridge_weights;     // order of construction and weights of the Brownian bridge
  View<const std::int32_t> bridge_order;
};

/// A Monte Carlo problem: everything that can change the bits of its samples. The payoffs are
/// discounted; the sample is payoff - control_beta * (control - control_mean).
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
  double control_mean = 0.0;  // exact mean of the discounted control
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
struct ChunkRange {
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
using SimulatePaths = void(Exec&, const PathProblem&, ChunkRange, View<SampleMoments> moments);

/// Merges every 1024 consecutive records into one, the last group may be shorter.
/// chunks: [chunk], groups: [ceil(chunk count / 1024)]
template <class Exec>
using MergeMoments = void(Exec&, View<const SampleMoments> chunks, View<SampleMoments> groups);

}  // namespace tessera
