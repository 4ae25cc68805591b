#pragma once

#include "kernels/cuda/any_path.cuh"
#include "kernels/numerics/path_differences.hpp"

// Rows of samples of which only the price is simulated: of the problem as it is, or, for
// sensitivities that are differences, of all its variants, from the same numbers, which are made
// anew for each.

namespace tessera::gpu {

/// What differs between the variants of a problem; the rest is in its PathRun.
template <class Real>
struct VariantTerms {
  int count;                             // 1 or kVariants
  ModelTerms<Real> model[kVariants][2];  // of a path, and of its mirror
  Real control_mean[kVariants];
  BumpSizes bump;

  __device__ int outputs() const { return count == 1 ? 1 : kOutputs; }
};

template <class Real>
struct BasketVariants {
  BasketTerms<Real> basket[kVariants];
};

/// The sample of this lane in every variant to `value`, with their differences where there are
/// some; `price_of(variant, way, control)` is the price of a path.
template <class Real, class PriceOf>
__device__ void put_sample(const PathRun<Real>& run, const VariantTerms<Real>& variants,
                           double* value, const PriceOf& price_of) {
  double samples[kVariants];
#pragma unroll 1
  for (int variant = 0; variant < variants.count; ++variant) {
    ControlTerms<Real> control = run.control;
    control.mean = variants.control_mean[variant];
    double sample = 0.0;
#pragma unroll 1
    for (int way = 0; way < run.layout.paths_per_sample(); ++way) {
      const auto price = static_cast<double>(price_of(variant, way, control));
      sample = way == 0 ? price : mean_of_pair(sample, price);
    }
    samples[variant] = sample;
  }
  value[0] = samples[0];
  if (variants.count == 1) return;
  const PathGreeks<double> greeks = sample_differences(samples, variants.bump);
  value[1 * kSampleChunk] = greeks.delta;
  value[2 * kSampleChunk] = greeks.gamma;
  value[3 * kSampleChunk] = greeks.vega;
}

/// One row of paths of motion `Motion` at a time.
template <class Motion, bool kAnyReturn, class Real>
struct AnyPathRow {
  static constexpr int kRows = 1;

  AnyPath<Motion, Watch::price, kAnyReturn, Real> paths;
  const VariantTerms<Real>& variants;

  __device__ void operator()(std::int64_t first, int row, double* values) const {
    const int lane = static_cast<int>(threadIdx.x) % kWarp;
    const std::int64_t sample = first + row * kWarp + lane;
    put_sample(paths.run, variants, values + place_of(row, lane),
               [&](int variant, int way, const ControlTerms<Real>& control) {
                 return paths.path_of(sample, variants.model[variant][way], control).price;
               });
  }
};

/// One row of paths of several assets at a time. Neither the payoff of a basket nor its mirror
/// depends on what is moved.
template <class Real>
struct BasketRow {
  static constexpr int kRows = 1;

  const PathRun<Real>& run;
  const VariantTerms<Real>& variants;
  const BasketVariants<Real>& baskets;

  __device__ void operator()(std::int64_t first, int row, double* values) const {
    const int lane = static_cast<int>(threadIdx.x) % kWarp;
    const std::int64_t sample = first + row * kWarp + lane;
    put_sample(run, variants, values + place_of(row, lane),
               [&](int variant, int way, const ControlTerms<Real>& control) {
                 AnyNumbers<Real, kMaxAssets> numbers(run, sample);
                 return simulate_basket(run.model[way].path, baskets.basket[variant], numbers,
                                        control);
               });
  }
};

}  // namespace tessera::gpu
