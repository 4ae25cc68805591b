#pragma once

#include "kernels/cuda/path_run.cuh"
#include "kernels/cuda/row_draws.cuh"

namespace tessera::gpu {

/// Rows of paths of geometric Brownian motion from pseudo-random numbers, watched for their price
/// alone, without heavy rounds. A lane has one path of each row in flight, two where they are
/// antithetic. kOneStep: the run has a single step.
template <class Kind, bool kAntithetic, bool kOneStep>
struct PathRows {
  using Real = typename Kind::Real;
  using Path = PathState<typename Kind::Motion, typename Kind::Functional, Real>;
  using Draws = RowDraws<Real, kAntithetic>;
  static constexpr int kRows = Draws::kRows;
  static constexpr int kWays = kAntithetic ? 2 : 1;

  const PathRun<Real>& run;

  __device__ void operator()(std::int64_t first, int row, double* values) const {
    const int lane = static_cast<int>(threadIdx.x) % kWarp;
    Path paths[kRows][kWays];
    Draws draws;
    draws.begin(first, row, first_draw(run.sampler.stream), run.keys);
    if constexpr (kOneStep) {
      advance<true>(draws, 0, paths);
    } else {
      advance_all(draws, paths);
    }
    Real prices[kRows][kWays];
    price_all(paths, prices);
    if constexpr (kRows == 1) {
      values[place_of(row, lane)] = sample_of(prices[0]);
    } else {
#pragma unroll
      for (int at = 0; at < kRows; at += 2) {
        const double2 two{sample_of(prices[at]), sample_of(prices[at + 1])};
        *reinterpret_cast<double2*>(values + place_of(row + at, lane)) = two;
      }
    }
  }

 private:
  __device__ void advance_all(const Draws& draws, Path (&paths)[kRows][kWays]) const {
#pragma unroll
    for (int path = 0; path < kRows * kWays; ++path) {
      Path& started = paths[path / kWays][path % kWays];
      // -0, which adds nothing to any growth, so that the first step is as every other.
      started.x = -Real{0};
      Kind::Functional::start(started.watched);
    }
    const std::int32_t steps = run.model[0].path.step_count;
#pragma unroll 1
    for (std::int32_t step = 0; step < steps; ++step) advance<false>(draws, step, paths);
  }

  template <bool kFirst>
  __device__ void advance(const Draws& draws, std::int32_t step,
                          Path (&paths)[kRows][kWays]) const {
    Real normals[kRows];
    draws.normals(static_cast<std::uint32_t>(step), run.keys, normals);
    const Real date = static_cast<Real>(step + 1);
#pragma unroll
    for (int path = 0; path < kRows * kWays; ++path) {
      const int row = path / kWays;
      const int way = path % kWays;
      advance_path<kFirst>(paths[row][way], run.model[way], normals + row, Real{0}, date);
    }
  }

  /// The control of all paths lies in one branch: asked for path by path, its instructions would
  /// pass by where there is none.
  __device__ void price_all(const Path (&paths)[kRows][kWays], Real (&prices)[kRows][kWays]) const {
    ControlTerms<Real> control = run.control;
    control.control = Control::none;
    price_with(control, paths, prices);
    if (run.control.control != Control::none) price_with(run.control, paths, prices);
  }

  __device__ void price_with(const ControlTerms<Real>& control, const Path (&paths)[kRows][kWays],
                             Real (&prices)[kRows][kWays]) const {
#pragma unroll
    for (int path = 0; path < kRows * kWays; ++path) {
      const int row = path / kWays;
      const int way = path % kWays;
      PathTerms<Real> terms = run.model[way].path;
      terms.heavy = 0;  // known when this is compiled, so that there is no code for them
      prices[row][way] =
          path_outputs<Watch::price, Kind::kAnyReturn>(paths[row][way], terms, control).price;
    }
  }

  __device__ static double sample_of(const Real (&prices)[kWays]) {
    const auto sample = static_cast<double>(prices[0]);
    if constexpr (kAntithetic) return mean_of_pair(sample, static_cast<double>(prices[1]));
    return sample;
  }
};

}  // namespace tessera::gpu
