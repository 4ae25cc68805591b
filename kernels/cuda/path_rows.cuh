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
    draws.begin(first + row * kWarp, first_draw(run.sampler.stream), run.keys);
    if constexpr (kOneStep) {
      advance<true>(draws, 0, paths);
    } else {
      advance_all(draws, paths);
    }
    if constexpr (kRows == 1) {
      values[place_of(row, lane)] = sample_of(paths[0]);
    } else {
#pragma unroll
      for (int at = 0; at < kRows; at += 2) {
        const double2 two{sample_of(paths[at]), sample_of(paths[at + 1])};
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

  __device__ double sample_of(const Path (&paths)[kWays]) const {
    double sample = price_of(paths[0], run.model[0].path);
    if constexpr (kAntithetic) {
      sample = mean_of_pair(sample, price_of(paths[1], run.model[1].path));
    }
    return sample;
  }

  __device__ double price_of(const Path& path, PathTerms<Real> terms) const {
    terms.heavy = 0;  // known when this is compiled, so that there is no code for them
    const auto outputs = path_outputs<Watch::price, Kind::kAnyReturn>(path, terms, run.control);
    return static_cast<double>(outputs.price);
  }
};

}  // namespace tessera::gpu
