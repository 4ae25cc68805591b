#pragma once

#include "kernels/cuda/path_run.cuh"

// Paths of every kind that does not have a kernel of its own: the functional and the sampler are
// chosen while the kernel runs, by branches that all lanes take together.

namespace tessera::gpu {

enum class FunctionalId : std::int32_t {
  terminal,
  arithmetic_mean,
  geometric_mean,
  extreme,
  bridge_extreme,
  survival,
  bridge_survival,
};

/// The functionals that a kernel may be asked for: without sensitivities a mean is always watched
/// with its control, which changes no bit of the price.
template <class Real, Watch kWatch, bool kAnyReturn>
struct AnyFunctional {
  static constexpr bool kGreeks = kWatch == Watch::greeks;
  static constexpr Watch kMeanWatch = kGreeks ? Watch::greeks : Watch::geometric_control;
  static constexpr int kFields = kGreeks ? 5 : 2;

  /// `use(Functional{})` of the functional `id`. Those that look between dates have no
  /// sensitivities.
  template <class Use>
  __device__ static void choose(FunctionalId id, const Use& use) {
    switch (id) {
      case FunctionalId::terminal:
        return use(Terminal<Real, kWatch, kAnyReturn>{});
      case FunctionalId::arithmetic_mean:
        return use(ArithmeticMean<Real, kMeanWatch, kAnyReturn>{});
      case FunctionalId::geometric_mean:
        return use(GeometricMean<Real, kWatch, kAnyReturn>{});
      case FunctionalId::extreme:
        return use(Extreme<Real, kWatch, kAnyReturn>{});
      case FunctionalId::survival:
        return use(Survival<Real, kWatch, kAnyReturn>{});
      case FunctionalId::bridge_extreme:
        if constexpr (!kGreeks) return use(BridgeExtreme<Real, kWatch, kAnyReturn>{});
        break;
      case FunctionalId::bridge_survival:
        if constexpr (!kGreeks) return use(BridgeSurvival<Real, kWatch, kAnyReturn>{});
        break;
    }
  }
};

/// The numbers of a sample from either sampler.
template <class Real, int kMostFactors>
class AnyNumbers {
 public:
  __device__ AnyNumbers(const PathRun<Real>& run, std::int64_t sample)
      : is_quasi_(run.sampler.sampler == Sampler::sobol),
        // Of the paths of an antithetic sample the first one has the numbers.
        pseudo_(run.sampler, sample * run.layout.paths_per_sample()),
        quasi_(run.quasi, run.sampler, run.chunks.replicate, sample) {}

  template <int kCount>
  __device__ void normals(std::uint32_t step, Real (&numbers)[kCount]) {
    if (is_quasi_) {
      quasi_.normals(step, numbers);
    } else {
      pseudo_.normals(step, numbers);
    }
  }
  __device__ void several(std::uint32_t step, int count, Real* numbers) {
    if (is_quasi_) {
      quasi_.several(step, count, numbers);
    } else {
      pseudo_.several(step, count, numbers);
    }
  }
  __device__ Real uniform(std::uint32_t step) const {
    return is_quasi_ ? quasi_.uniform(step) : pseudo_.uniform(step);
  }

 private:
  bool is_quasi_;
  PseudoNumbers<Real> pseudo_;
  QuasiNumbers<Real, kMostFactors> quasi_;
};

/// Paths of motion `Motion` under a functional that is known when the kernel runs.
template <class Motion, Watch kWatch, bool kAnyReturn, class Real>
struct AnyPath {
  using Functionals = AnyFunctional<Real, kWatch, kAnyReturn>;

  const PathRun<Real>& run;
  FunctionalId functional;
  bool wants_uniform;

  __device__ PathOutputs<Real> path_of(std::int64_t sample, const ModelTerms<Real>& terms,
                                       const ControlTerms<Real>& control) const {
    AnyNumbers<Real, Motion::kNormals> numbers(run, sample);
    Real motion[Motion::kFields + 1] = {};
    Real watched[Functionals::kFields] = {};
    Real x = -Real{0};
    Motion::start(motion, terms);
    Functionals::choose(functional, [&](auto chosen) { chosen.start(watched); });
#pragma unroll 1
    for (std::int32_t step = 0; step < terms.path.step_count; ++step) {
      const auto number = static_cast<std::uint32_t>(step);
      Real normals[Motion::kNormals];
      numbers.normals(number, normals);
      const Real uniform = wants_uniform ? numbers.uniform(number) : Real{0};
      const Real before = x;
      x = before + Motion::advance(motion, terms, normals, uniform);
      const StepPoint<Real> point{before, x, normals[0], uniform, static_cast<Real>(step + 1)};
      Functionals::choose(functional,
                          [&](auto chosen) { chosen.observe(watched, terms.path, point); });
    }
    return outputs_of(x, watched, terms.path, control);
  }

 private:
  __device__ PathOutputs<Real> outputs_of(Real x, const Real* watched, PathTerms<Real> terms,
                                          const ControlTerms<Real>& control) const {
    PathEnd<Real> end{};
    Functionals::choose(functional, [&](auto chosen) {
      using Functional = decltype(chosen);
      PathState<Motion, Functional, Real> path;
      path.x = x;
      for (int field = 0; field < Functional::kFields; ++field)
        path.watched[field] = watched[field];
      end = path_end<kWatch>(path, terms);
    });
    // With heavy rounds sensitivities are differences.
    if constexpr (kWatch == Watch::greeks) terms.heavy = 0;
    return {path_price<true, kAnyReturn>(end, x, terms, control), end.greeks};
  }
};

/// One row of paths of motion `Motion` at a time, with their sensitivities.
template <class Motion, bool kAnyReturn, class Real>
struct GreeksRow {
  static constexpr int kRows = 1;

  AnyPath<Motion, Watch::greeks, kAnyReturn, Real> paths;

  __device__ void operator()(std::int64_t first, int row, double* values) const {
    const int lane = static_cast<int>(threadIdx.x) % kWarp;
    const PathRun<Real>& run = paths.run;
    double sample[kOutputs] = {};
#pragma unroll 1
    for (int way = 0; way < run.layout.paths_per_sample(); ++way) {
      const PathOutputs<Real> path =
          paths.path_of(first + row * kWarp + lane, run.model[way], run.control);
      const Real outputs[kOutputs] = {path.price, path.greeks.delta, path.greeks.gamma,
                                      path.greeks.vega};
#pragma unroll
      for (int output = 0; output < kOutputs; ++output) {
        const auto value = static_cast<double>(outputs[output]);
        sample[output] = way == 0 ? value : mean_of_pair(sample[output], value);
      }
    }
#pragma unroll
    for (int output = 0; output < kOutputs; ++output) {
      values[output * kSampleChunk + place_of(row, lane)] = sample[output];
    }
  }
};

}  // namespace tessera::gpu
