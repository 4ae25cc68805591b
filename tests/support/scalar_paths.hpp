#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernels/stages/path_bumps.hpp"
#include "kernels/stages/path_kinds.hpp"

// What a stage computes in lanes or warps, one path at a time and one sample after the other.

namespace tessera::support {

/// The outputs of one sample.
struct SampleOutputs {
  double value[kOutputs] = {};
};

template <class Real>
class ScalarPaths {
 public:
  explicit ScalarPaths(const PathProblem& problem, std::int32_t replicate = 0)
      : problem_(problem),
        replicate_(replicate),
        control_{problem.control, static_cast<Real>(problem.control_beta),
                 static_cast<Real>(problem.control_mean)} {
    terms_[0].path = path_terms<Real>(problem.contract, problem.market);
    if (problem.model == PathModel::heston) {
      terms_[0].heston = heston_terms<Real>(problem.contract, problem.market, problem.variance);
    }
    terms_[1] = terms_[0];
    terms_[1].path = mirrored(terms_[0].path);
  }

  [[nodiscard]] SampleOutputs sample(std::int64_t number) const {
    if (takes_differences(problem_)) return differences(number);
    const PathOutputs<Real> path = path_of(number, 0);
    SampleOutputs outputs = as_doubles(path);
    if (!problem_.layout.antithetic) return outputs;
    const SampleOutputs mirror = as_doubles(path_of(number, 1));
    for (int output = 0; output < kOutputs; ++output) {
      outputs.value[output] = mean_of_pair(outputs.value[output], mirror.value[output]);
    }
    return outputs;
  }

 private:
  struct Simulate {
    const ScalarPaths& paths;
    std::int64_t number;
    int way;

    PathOutputs<Real> operator()(BasketKind<Real>) const {
      const PathProblem& problem = paths.problem_;
      const auto basket = basket_terms<Real>(problem.contract, problem.market, problem.basket);
      return paths.with_numbers(number, [&](auto& numbers) -> PathOutputs<Real> {
        return {simulate_basket(paths.terms_[way].path, basket, numbers, paths.control_), {}};
      });
    }
    template <class Kind>
    PathOutputs<Real> operator()(Kind) const {
      return paths.with_numbers(number, [&](auto& numbers) {
        return simulate_path<typename Kind::Motion, typename Kind::Functional, Kind::kWatch,
                             Kind::kAnyReturn>(paths.terms_[way], numbers, paths.control_);
      });
    }
  };

  // `use` of the numbers of a sample.
  template <class Use>
  auto with_numbers(std::int64_t number, const Use& use) const {
    if (problem_.sampler.sampler == Sampler::sobol) {
      QuasiNumbers<Real, kMaxAssets> numbers(problem_.quasi, problem_.sampler, replicate_, number);
      return use(numbers);
    }
    PseudoNumbers<Real> numbers(problem_.sampler, problem_.layout.drawn_path(number));
    return use(numbers);
  }

  [[nodiscard]] SampleOutputs differences(std::int64_t number) const {
    double samples[kVariants];
    int variant = 0;
    for (const PathProblem& of : variants_of(problem_)) {
      samples[variant++] = ScalarPaths(of, replicate_).sample(number).value[0];
    }
    const PathGreeks<double> greeks = sample_differences(samples, bump_sizes(problem_));
    return {{samples[0], greeks.delta, greeks.gamma, greeks.vega}};
  }

  [[nodiscard]] PathOutputs<Real> path_of(std::int64_t number, int way) const {
    return use_path_kind<Real>(problem_, Simulate{*this, number, way});
  }

  static SampleOutputs as_doubles(const PathOutputs<Real>& path) {
    return {{static_cast<double>(path.price), static_cast<double>(path.greeks.delta),
             static_cast<double>(path.greeks.gamma), static_cast<double>(path.greeks.vega)}};
  }

  PathProblem problem_;
  std::int32_t replicate_;
  ControlTerms<Real> control_;
  ModelTerms<Real> terms_[2];
};

/// The record of a chunk of a replicate, all of whose samples are valid.
template <class Real>
SampleMoments scalar_record(const PathProblem& problem, std::int64_t chunk,
                            std::int32_t replicate = 0) {
  const ScalarPaths<Real> paths(problem, replicate);
  const std::int64_t first = chunk * kSampleChunk;
  const std::int64_t count = std::min(kSampleChunk, problem.layout.samples_per_replicate - first);
  std::vector<SampleOutputs> samples;
  for (std::int64_t sample = 0; sample < count; ++sample) {
    samples.push_back(paths.sample(first + sample));
  }
  SampleMoments moments;
  moments.count = count;
  for (int output = 0; output < (problem.greeks ? kOutputs : 1); ++output) {
    const Moments of_output = chunk_moments(count, [&](std::int64_t sample) {
      return samples[static_cast<std::size_t>(sample)].value[output];
    });
    moments.sum[output] = of_output.sum;
    moments.m2[output] = of_output.m2;
  }
  return moments;
}

/// A record as numbers, for EXPECT_SAME_BITS.
inline std::vector<double> numbers_of(const SampleMoments& moments) {
  std::vector<double> numbers{static_cast<double>(moments.count),
                              static_cast<double>(moments.invalid_count),
                              static_cast<double>(moments.first_invalid_path)};
  numbers.insert(numbers.end(), moments.sum, moments.sum + kOutputs);
  numbers.insert(numbers.end(), moments.m2, moments.m2 + kOutputs);
  return numbers;
}

}  // namespace tessera::support
