#include <algorithm>

#include "kernels/cuda/any_path.cuh"
#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/path_rows.cuh"
#include "kernels/cuda/path_variants.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/stages/path_bumps.hpp"
#include "kernels/stages/path_kinds.hpp"

namespace tessera {
namespace {

using gpu::BasketVariants;
using gpu::FunctionalId;
using gpu::kWarp;
using gpu::PathRun;
using gpu::VariantTerms;

constexpr int block_threads(int outputs) { return gpu::block_warps(outputs) * kWarp; }

template <class Kind, bool kAntithetic, bool kOneStep>
__global__ void __launch_bounds__(block_threads(1))
    simulate_kind_kernel(const __grid_constant__ PathRun<typename Kind::Real> run,
                         SampleMoments* moments) {
  gpu::simulate_chunks(run, 1, gpu::PathRows<Kind, kAntithetic, kOneStep>{run}, moments);
}

template <class Motion, bool kAnyReturn, class Real>
__global__ void __launch_bounds__(block_threads(kOutputs))
    simulate_greeks_kernel(const __grid_constant__ PathRun<Real> run, FunctionalId functional,
                           bool wants_uniform, SampleMoments* moments) {
  using Row = gpu::GreeksRow<Motion, kAnyReturn, Real>;
  gpu::simulate_chunks(run, kOutputs, Row{{run, functional, wants_uniform}}, moments);
}

template <class Motion, bool kAnyReturn, class Real>
__global__ void __launch_bounds__(block_threads(1))
    simulate_any_kernel(const __grid_constant__ PathRun<Real> run,
                        const __grid_constant__ VariantTerms<Real> variants,
                        FunctionalId functional, bool wants_uniform, SampleMoments* moments) {
  using Row = gpu::AnyPathRow<Motion, kAnyReturn, Real>;
  gpu::simulate_chunks(run, variants.outputs(), Row{{run, functional, wants_uniform}, variants},
                       moments);
}

template <class Real>
__global__ void __launch_bounds__(block_threads(1))
    simulate_baskets_kernel(const __grid_constant__ PathRun<Real> run,
                            const __grid_constant__ VariantTerms<Real> variants,
                            const __grid_constant__ BasketVariants<Real> baskets,
                            SampleMoments* moments) {
  gpu::simulate_chunks(run, variants.outputs(), gpu::BasketRow<Real>{run, variants, baskets},
                       moments);
}

/// One warp per group: lane l merges the records l, l + 32, ..., then the tree merges the lanes.
__global__ void __launch_bounds__(kWarp)
    merge_moments_kernel(View<const SampleMoments> chunks, SampleMoments* groups) {
  __shared__ SampleMoments lanes[kSumLanes];
  const int lane = static_cast<int>(threadIdx.x);
  const std::int64_t first = std::int64_t{blockIdx.x} * kChunkGroup;
  const std::int64_t last = min(first + kChunkGroup, chunks.count);
  SampleMoments own;
  for (std::int64_t record = first + lane; record < last; record += kSumLanes) {
    own = merged(own, chunks[record]);
  }
  lanes[lane] = own;
  for (int offset = kSumLanes / 2; offset > 0; offset /= 2) {
    __syncwarp();
    if (lane < offset) lanes[lane] = merged(lanes[lane], lanes[lane + offset]);
  }
  if (lane == 0) groups[blockIdx.x] = lanes[0];
}

template <class Functional>
struct IdOf;
template <class Real, Watch kWatch, bool kAny>
struct IdOf<Terminal<Real, kWatch, kAny>> {
  static constexpr auto kId = FunctionalId::terminal;
};
template <class Real, Watch kWatch, bool kAny>
struct IdOf<ArithmeticMean<Real, kWatch, kAny>> {
  static constexpr auto kId = FunctionalId::arithmetic_mean;
};
template <class Real, Watch kWatch, bool kAny>
struct IdOf<GeometricMean<Real, kWatch, kAny>> {
  static constexpr auto kId = FunctionalId::geometric_mean;
};
template <class Real, Watch kWatch, bool kAny>
struct IdOf<Extreme<Real, kWatch, kAny>> {
  static constexpr auto kId = FunctionalId::extreme;
};
template <class Real, Watch kWatch, bool kAny>
struct IdOf<BridgeExtreme<Real, kWatch, kAny>> {
  static constexpr auto kId = FunctionalId::bridge_extreme;
};
template <class Real, Watch kWatch, bool kAny>
struct IdOf<Survival<Real, kWatch, kAny>> {
  static constexpr auto kId = FunctionalId::survival;
};
template <class Real, Watch kWatch, bool kAny>
struct IdOf<BridgeSurvival<Real, kWatch, kAny>> {
  static constexpr auto kId = FunctionalId::bridge_survival;
};

/// Kinds with a kernel of their own: those that are wanted most. Each costs the compiler about a
/// second, so the others share one.
template <class Kind>
inline constexpr bool kHasKernel =
    !Kind::kAnyReturn && IdOf<typename Kind::Functional>::kId != FunctionalId::bridge_extreme &&
    IdOf<typename Kind::Functional>::kId != FunctionalId::bridge_survival;

/// The terms of a path of `problem` and of its mirror.
template <class Real>
void put_models(const PathProblem& problem, ModelTerms<Real> (&model)[2]) {
  model[0].path = path_terms<Real>(problem.contract, problem.market);
  if (problem.model == PathModel::heston) {
    model[0].heston = heston_terms<Real>(problem.contract, problem.market, problem.variance);
  }
  model[1] = model[0];
  model[1].path = mirrored(model[0].path);
}

template <class Real>
VariantTerms<Real> variant_terms(const PathProblem& problem) {
  VariantTerms<Real> terms{};
  terms.count = takes_differences(problem) ? kVariants : 1;
  if (terms.count == 1) {
    put_models(problem, terms.model[0]);
    terms.control_mean[0] = static_cast<Real>(problem.control_mean);
    return terms;
  }
  terms.bump = bump_sizes(problem);
  int variant = 0;
  for (const PathProblem& of : variants_of(problem)) {
    put_models(of, terms.model[variant]);
    terms.control_mean[variant++] = static_cast<Real>(of.control_mean);
  }
  return terms;
}

template <class Real>
BasketVariants<Real> basket_variants(const PathProblem& problem) {
  BasketVariants<Real> baskets{};
  if (!takes_differences(problem)) {
    baskets.basket[0] = basket_terms<Real>(problem.contract, problem.market, problem.basket);
    return baskets;
  }
  int variant = 0;
  for (const PathProblem& of : variants_of(problem)) {
    baskets.basket[variant++] = basket_terms<Real>(of.contract, of.market, of.basket);
  }
  return baskets;
}

/// Chooses the kernel of a problem and starts it.
template <class Real>
struct Launch {
  gpu::Executor& executor;
  const PathProblem& problem;
  PathRun<Real> run;
  SampleMoments* moments;

  void operator()(BasketKind<Real>) const {
    start(outputs(), simulate_baskets_kernel<Real>, run, variant_terms<Real>(problem),
          basket_variants<Real>(problem));
  }

  template <class Kind>
  void operator()(Kind) const {
    using Motion = typename Kind::Motion;
    using Functional = typename Kind::Functional;
    constexpr FunctionalId kId = IdOf<Functional>::kId;
    constexpr bool kUniform = kWantsUniform<Motion, Functional>;
    if constexpr (Kind::kWatch == Watch::greeks) {
      start(kOutputs, simulate_greeks_kernel<Motion, Kind::kAnyReturn, Real>, run, kId, kUniform);
    } else {
      if constexpr (kHasKernel<Kind>) {
        if (problem.sampler.sampler == Sampler::pseudo && problem.contract.heavy == 0 &&
            !problem.greeks) {
          return problem.layout.antithetic ? start_kind<Kind, true>() : start_kind<Kind, false>();
        }
      }
      start(outputs(), simulate_any_kernel<Motion, Kind::kAnyReturn, Real>, run,
            variant_terms<Real>(problem), kId, kUniform);
    }
  }

 private:
  [[nodiscard]] int outputs() const { return problem.greeks ? kOutputs : 1; }

  template <class Kind, bool kAntithetic>
  void start_kind() const {
    if constexpr (IdOf<typename Kind::Functional>::kId == FunctionalId::terminal) {
      if (problem.contract.steps == 1) {
        return start(1, simulate_kind_kernel<Kind, kAntithetic, true>, run);
      }
    }
    start(1, simulate_kind_kernel<Kind, kAntithetic, false>, run);
  }

  /// As many blocks as the device runs at a time; their warps take turns.
  template <class... Parameters, class... Arguments>
  void start(int outputs, void (*kernel)(Parameters...), const Arguments&... arguments) const {
    int resident = 0;
    TESSERA_CUDA_CHECK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&resident, kernel,
                                                                     block_threads(outputs), 0));
    const std::int64_t most = std::int64_t{resident} * executor.device().multiprocessors;
    const std::int64_t needed = gpu::blocks_for(run.chunks.chunk_count, gpu::block_warps(outputs));
    launch(executor, std::min(most, needed), block_threads(outputs), kernel, arguments..., moments);
  }
};

template <class Real>
PathRun<Real> path_run(const PathProblem& problem, const SampleChunks& chunks) {
  PathRun<Real> run{};
  put_models(problem, run.model);
  run.control = {problem.control, static_cast<Real>(problem.control_beta),
                 static_cast<Real>(problem.control_mean)};
  run.sampler = problem.sampler;
  run.keys = philox_schedule(problem.sampler.seed);
  run.quasi = problem.quasi;
  run.layout = problem.layout;
  run.chunks = chunks;
  return run;
}

template <class Real>
void simulate(gpu::Executor& executor, const PathProblem& problem, const SampleChunks& chunks,
              View<SampleMoments> moments) {
  const Launch<Real> launch{executor, problem, path_run<Real>(problem, chunks), moments.data};
  // Where sensitivities are differences all variants are of the kind of the price.
  use_path_kind<Real>(takes_differences(problem) ? variants_of(problem)[0] : problem, launch);
}

}  // namespace

void gpu::simulate_paths(Executor& executor, const PathProblem& problem, SampleChunks chunks,
                         View<SampleMoments> moments) {
  if (problem.precision == Precision::f32) {
    simulate<float>(executor, problem, chunks, moments);
  } else {
    simulate<double>(executor, problem, chunks, moments);
  }
}

void gpu::merge_moments(Executor& executor, View<const SampleMoments> chunks,
                        View<SampleMoments> groups) {
  launch(executor, groups.count, kWarp, merge_moments_kernel, chunks, groups.data);
}

}  // namespace tessera
