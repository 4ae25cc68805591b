#pragma once

#include "cpu_fallback/quasi_lanes.hpp"
#include "kernels/numerics/basket_path.hpp"
#include "kernels/numerics/hex_cell.hpp"
#include "kernels/numerics/path_motion.hpp"
#include "kernels/numerics/path_values.hpp"
#include "kernels/stages/path_simulation.hpp"

// A block of paths from the first to the last step, one path per lane: loops over lanes of what
// kernels/numerics does with one path.

namespace tessera::cpu {
namespace TESSERA_ISA {

/// The samples of one chunk: value[output][sample of the chunk].
struct ChunkValues {
  alignas(64) double value[kOutputs][kSampleChunk];
};

template <class Real>
struct RunTerms;

/// The samples first_sample .. first_sample + kPathLanes - 1, a multiple of that number, to
/// values[output][at ...].
template <class Real>
using SimulateBlock = void(const RunTerms<Real>&, NumberLanes<Real>&, std::int64_t first_sample,
                           ChunkValues& values, int at);

/// What does not change while a problem is simulated.
template <class Real>
struct RunTerms {
  ModelTerms<Real> model[2];  // of a path, and of its mirror
  BasketTerms<Real> basket;
  Real control_beta, control_mean;
  Control control;
  bool antithetic;
  int outputs;
  SamplerChoice sampler;
  SampleLayout layout;
  QuasiSource quasi;
  SimulateBlock<Real>* block;
};

/// The paths of a block on their way; [field][lane].
template <class Motion, class Functional, class Real>
struct PathLanes {
  static constexpr int kLanes = kPathLanes<Real>;

  alignas(64) Real x[kLanes];
  alignas(64) Real motion[Motion::kFields + 1][kLanes];
  alignas(64) Real watched[Functional::kFields + 1][kLanes];

  [[gnu::always_inline]] PathState<Motion, Functional, Real> load(int lane) const {
    PathState<Motion, Functional, Real> path{};
    path.x = x[lane];
    for (int field = 0; field < Motion::kFields; ++field) path.motion[field] = motion[field][lane];
    for (int field = 0; field < Functional::kFields; ++field) {
      path.watched[field] = watched[field][lane];
    }
    return path;
  }
  [[gnu::always_inline]] void store(int lane, const PathState<Motion, Functional, Real>& path) {
    x[lane] = path.x;
    for (int field = 0; field < Motion::kFields; ++field) motion[field][lane] = path.motion[field];
    for (int field = 0; field < Functional::kFields; ++field) {
      watched[field][lane] = path.watched[field];
    }
  }
};

/// The random numbers of one step of a run.
template <class Motion, class Functional, class Real>
struct StepDraws {
  static constexpr int kLanes = kPathLanes<Real>;
  // Calls of Philox give numbers in pairs, or pairs of pairs.
  alignas(64) Real normals[Motion::kNormals == 1 ? 1 : 2 * kPairsPerCall<Real>][kLanes];
  alignas(64) Real uniforms[kWantsUniform<Motion, Functional> ? kLanes : 1];

  static void begin(NumberLanes<Real>& numbers, std::int64_t first_sample) {
    numbers.begin(first_sample, Motion::kNormals > 1, kWantsUniform<Motion, Functional>);
  }
  void draw(NumberLanes<Real>& numbers, std::uint32_t step) {
    if constexpr (Motion::kNormals == 1) {
      numbers.draw_normals(step, normals[0]);
    } else {
      numbers.draw_several(step, Motion::kNormals, normals);
    }
    if constexpr (kWantsUniform<Motion, Functional>) numbers.draw_uniforms(step, uniforms);
  }
  [[gnu::always_inline]] Real uniform(int lane) const {
    return kWantsUniform<Motion, Functional> ? uniforms[lane] : Real{0};
  }
};

template <bool kFirst, class Motion, class Functional, class Real>
void advance_lanes(PathLanes<Motion, Functional, Real>& paths, const ModelTerms<Real>& shared_terms,
                   const StepDraws<Motion, Functional, Real>& draws, Real date) {
  const ModelTerms<Real> terms = shared_terms;  // nothing that is stored can change it
  for (int lane = 0; lane < kPathLanes<Real>; ++lane) {
    PathState<Motion, Functional, Real> path{};
    if constexpr (!kFirst) path = paths.load(lane);
    Real normals[Motion::kNormals];
    for (int normal = 0; normal < Motion::kNormals; ++normal) {
      normals[normal] = draws.normals[normal][lane];
    }
    advance_path<kFirst>(path, terms, normals, draws.uniform(lane), date);
    paths.store(lane, path);
  }
}

/// The results of a block of paths, by lane.
template <class Real>
struct BlockResults {
  alignas(64) Real value[kOutputs][kPathLanes<Real>];
};

/// The heavy rounds, several vectors at a time, so that their latencies overlap.
template <class Real>
void weigh_down_lanes(Real* payoffs, int rounds) {
  constexpr int kGroup = 32;
  for (int at = 0; at < kPathLanes<Real>; at += kGroup) {
    weigh_down(*reinterpret_cast<Real(*)[kGroup]>(payoffs + at), rounds);
  }
}

/// Takes the control variate off the payoffs.
template <bool kAnyReturn, class Functional, class Paths, class Real>
void control_lanes(const Paths& paths, const PathTerms<Real>& shared_terms,
                   const RunTerms<Real>& run, Real* payoffs) {
  const PathTerms<Real> terms = shared_terms;
  const Real beta = run.control_beta;
  const Real mean = run.control_mean;
  if constexpr (Functional::kHasLogMean) {
    if (run.control == Control::geometric) {
      for (int lane = 0; lane < kPathLanes<Real>; ++lane) {
        const auto path = paths.load(lane);
        const Real control =
            geometric_control<kAnyReturn>(terms, Functional::log_mean(path.watched, terms));
        payoffs[lane] = controlled(payoffs[lane], control, beta, mean);
      }
      return;
    }
  }
  for (int lane = 0; lane < kPathLanes<Real>; ++lane) {
    const Real control = underlying_control<kAnyReturn>(terms, paths.x[lane]);
    payoffs[lane] = controlled(payoffs[lane], control, beta, mean);
  }
}

template <Watch kWatch, bool kAnyReturn, class Motion, class Functional, class Real>
void finish_lanes(const PathLanes<Motion, Functional, Real>& paths,
                  const PathTerms<Real>& shared_terms, const RunTerms<Real>& run,
                  BlockResults<Real>& results) {
  const PathTerms<Real> terms = shared_terms;
  for (int lane = 0; lane < kPathLanes<Real>; ++lane) {
    const auto path = paths.load(lane);
    const Real level = Functional::level(path.watched, terms, path.x);
    const Real payoff = path_payoff<Functional>(path.watched, terms, level);
    results.value[0][lane] = payoff;
    if constexpr (kWatch == Watch::greeks) {
      const PathGreeks<Real> greeks =
          path_greeks<Functional>(path.watched, terms, path.x, level, payoff);
      results.value[1][lane] = greeks.delta;
      results.value[2][lane] = greeks.gamma;
      results.value[3][lane] = greeks.vega;
    }
  }
  if (terms.heavy > 0) weigh_down_lanes(results.value[0], terms.heavy);
  if (run.control != Control::none) {
    control_lanes<kAnyReturn, Functional>(paths, terms, run, results.value[0]);
  }
}

/// One result of a sample: as it is, or with that of its mirror.
template <class Real>
[[gnu::always_inline]] inline void store_result(Real result, bool mirrored, double* value) {
  const auto exact_result = static_cast<double>(result);
  *value = mirrored ? mean_of_pair(*value, exact_result) : exact_result;
}

/// Puts the results of a block in the order of samples; where they are mirrored, into means.
template <class Real>
void store_results(const Real* __restrict result, bool paired, bool mirrored,
                   double* __restrict values) {
  constexpr int kHalf = kPathLanes<Real> / 2;
  if (!paired) {
    for (int lane = 0; lane < kPathLanes<Real>; ++lane) {
      store_result(result[lane], mirrored, values + lane);
    }
    return;
  }
  for (int pair = 0; pair < kHalf; ++pair) {
    store_result(result[pair], mirrored, values + 2 * pair);
    store_result(result[kHalf + pair], mirrored, values + 2 * pair + 1);
  }
}

/// A block of paths of one kind.
template <class Kind, class Real = typename Kind::Real>
void simulate_block(const RunTerms<Real>& run, NumberLanes<Real>& numbers,
                    std::int64_t first_sample, ChunkValues& values, int at) {
  using Draws = StepDraws<typename Kind::Motion, typename Kind::Functional, Real>;
  PathLanes<typename Kind::Motion, typename Kind::Functional, Real> paths[2];
  Draws draws;
  const int ways = run.antithetic ? 2 : 1;
  Draws::begin(numbers, first_sample);
  for (std::int32_t step = 0; step < run.model[0].path.step_count; ++step) {
    draws.draw(numbers, static_cast<std::uint32_t>(step));
    const Real date = static_cast<Real>(step + 1);
    for (int way = 0; way < ways; ++way) {
      if (step == 0) {
        advance_lanes<true>(paths[way], run.model[way], draws, date);
      } else {
        advance_lanes<false>(paths[way], run.model[way], draws, date);
      }
    }
  }
  BlockResults<Real> results;
  for (int way = 0; way < ways; ++way) {
    finish_lanes<Kind::kWatch, Kind::kAnyReturn>(paths[way], run.model[way].path, run, results);
    for (int output = 0; output < run.outputs; ++output) {
      store_results(results.value[output], numbers.is_paired(), way == 1,
                    values.value[output] + at);
    }
  }
}

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu
