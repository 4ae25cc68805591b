#include "kernels/stages/path_simulation.hpp"

#include "cpu_fallback/basket_lanes.hpp"
#include "cpu_fallback/path_lanes.hpp"
#include "cpu_fallback/stages.hpp"
#include "kernels/stages/path_bumps.hpp"
#include "kernels/stages/path_kinds.hpp"

namespace tessera {
namespace {

using cpu::ChunkValues;
using cpu::NumberLanes;
using cpu::QuasiLanes;
using cpu::RandomLanes;
using cpu::RunTerms;
using cpu::SimulateBlock;

template <class Real>
struct ChooseBlock {
  SimulateBlock<Real>* operator()(BasketKind<Real>) const {
    return cpu::simulate_basket_block<Real>;
  }
  template <class Kind>
  SimulateBlock<Real>* operator()(Kind) const {
    return cpu::simulate_block<Kind>;
  }
};

template <class Real>
RunTerms<Real> run_terms(const PathProblem& problem) {
  RunTerms<Real> run{};
  run.model[0].path = path_terms<Real>(problem.contract, problem.market);
  if (problem.model == PathModel::heston) {
    run.model[0].heston = heston_terms<Real>(problem.contract, problem.market, problem.variance);
  }
  run.model[1] = run.model[0];
  run.model[1].path = mirrored(run.model[0].path);
  if (problem.contract.payoff == Payoff::basket) {
    run.basket = basket_terms<Real>(problem.contract, problem.market, problem.basket);
  }
  run.control_beta = static_cast<Real>(problem.control_beta);
  run.control_mean = static_cast<Real>(problem.control_mean);
  run.control = problem.control;
  run.antithetic = problem.layout.antithetic;
  run.outputs = problem.greeks ? kOutputs : 1;
  run.sampler = problem.sampler;
  run.layout = problem.layout;
  run.quasi = problem.quasi;
  run.block = use_path_kind<Real>(problem, ChooseBlock<Real>{});
  return run;
}

/// What a problem comes to: one run, or those of all variants whose differences are wanted.
template <class Real>
struct VariantRuns {
  RunTerms<Real> run[kVariants];
  bool differences;
  BumpSizes bump;

  [[nodiscard]] int outputs() const { return differences ? kOutputs : run[0].outputs; }
};

template <class Real>
VariantRuns<Real> variant_runs(const PathProblem& problem) {
  VariantRuns<Real> runs{};
  runs.differences = takes_differences(problem);
  if (!runs.differences) {
    runs.run[0] = run_terms<Real>(problem);
    return runs;
  }
  runs.bump = bump_sizes(problem);
  const auto variants = variants_of(problem);
  for (int variant = 0; variant < kVariants; ++variant) {
    runs.run[variant] = run_terms<Real>(variants[static_cast<std::size_t>(variant)]);
  }
  return runs;
}

/// The samples of a block and their differences: the block once for every variant, from the same
/// numbers.
template <class Real>
void simulate_differences(const VariantRuns<Real>& runs, NumberLanes<Real>& numbers,
                          std::int64_t first_sample, ChunkValues& values, int at) {
  double samples[cpu::kPathLanes<Real>][kVariants];
  for (int variant = 0; variant < kVariants; ++variant) {
    const RunTerms<Real>& run = runs.run[variant];
    run.block(run, numbers, first_sample, values, at);
    for (int lane = 0; lane < cpu::kPathLanes<Real>; ++lane) {
      samples[lane][variant] = values.value[0][at + lane];
    }
  }
  for (int lane = 0; lane < cpu::kPathLanes<Real>; ++lane) {
    const PathGreeks<double> greeks = sample_differences(samples[lane], runs.bump);
    values.value[0][at + lane] = samples[lane][0];
    values.value[1][at + lane] = greeks.delta;
    values.value[2][at + lane] = greeks.gamma;
    values.value[3][at + lane] = greeks.vega;
  }
}

/// The moments of `count` samples, some of which are not valid.
[[gnu::cold]] SampleMoments moments_of_valid(const ChunkValues& values, int outputs,
                                             std::int64_t count) {
  bool valid[kSampleChunk];
  SampleMoments moments;
  for (std::int64_t sample = 0; sample < count; ++sample) {
    valid[sample] = true;
    for (int output = 0; output < outputs; ++output) {
      if (!is_valid_sample(values.value[output][sample])) valid[sample] = false;
    }
    if (valid[sample]) continue;
    if (moments.invalid_count == 0) moments.first_invalid_path = sample;
    ++moments.invalid_count;
  }
  for (int output = 0; output < outputs; ++output) {
    const Moments of_output = chunk_moments(
        count, [&](std::int64_t sample) { return values.value[output][sample]; },
        [&](std::int64_t sample) { return valid[sample]; });
    moments.count = of_output.count;
    moments.sum[output] = of_output.sum;
    moments.m2[output] = of_output.m2;
  }
  return moments;
}

/// The moments of `count` samples; an invalid one is named by its number in the chunk.
SampleMoments moments_of_values(const ChunkValues& values, int outputs, std::int64_t count) {
  SampleMoments moments;
  moments.count = count;
  for (int output = 0; output < outputs; ++output) {
    const double* const value = values.value[output];
    const Moments of_output =
        chunk_moments(count, [value](std::int64_t sample) { return value[sample]; });
    if (!are_all_valid(of_output)) return moments_of_valid(values, outputs, count);
    moments.sum[output] = of_output.sum;
    moments.m2[output] = of_output.m2;
  }
  return moments;
}

template <class Real>
SampleMoments simulate_chunk(const VariantRuns<Real>& runs, NumberLanes<Real>& numbers,
                             std::int32_t replicate, std::int64_t chunk) {
  ChunkValues values;
  const RunTerms<Real>& run = runs.run[0];
  const std::int64_t first = chunk * kSampleChunk;
  const std::int64_t left = run.layout.samples_per_replicate - first;
  const std::int64_t count = left < kSampleChunk ? left : kSampleChunk;
  for (int at = 0; at < count; at += cpu::kPathLanes<Real>) {
    if (runs.differences) {
      simulate_differences(runs, numbers, first + at, values, at);
    } else {
      run.block(run, numbers, first + at, values, at);
    }
  }
  SampleMoments moments = moments_of_values(values, runs.outputs(), count);
  if (moments.invalid_count > 0) {
    moments.first_invalid_path =
        run.layout.path_number(replicate, first + moments.first_invalid_path, 0);
  }
  return moments;
}

template <class Real>
SampleMoments simulate_pseudo_chunk(const VariantRuns<Real>& runs, std::int64_t chunk) {
  RandomLanes<Real> numbers(runs.run[0].sampler, runs.run[0].layout);
  return simulate_chunk(runs, numbers, 0, chunk);
}

// Apart, because the bridges take much of the stack.
template <class Real>
[[gnu::noinline]] SampleMoments simulate_quasi_chunk(const VariantRuns<Real>& runs,
                                                     std::int32_t replicate, std::int64_t chunk) {
  QuasiLanes<Real> numbers(runs.run[0].quasi, runs.run[0].sampler, replicate);
  return simulate_chunk(runs, numbers, replicate, chunk);
}

template <class Real>
void simulate_chunks(cpu::Executor& executor, const PathProblem& problem, const SampleChunks& range,
                     View<SampleMoments> moments) {
  const VariantRuns<Real> on_host = variant_runs<Real>(problem);
  const auto shared = upload(executor, std::span<const VariantRuns<Real>>(&on_host, 1));
  const VariantRuns<Real>* const runs = shared.view().data;
  executor.for_chunks(range.chunk_count, [=](std::int64_t chunk) {
    const std::int64_t number = range.first_chunk + chunk;
    moments[chunk] = runs->run[0].sampler.sampler == Sampler::pseudo
                         ? simulate_pseudo_chunk(*runs, number)
                         : simulate_quasi_chunk(*runs, range.replicate, number);
  });
}

}  // namespace

void cpu::TESSERA_ISA::simulate_paths(Executor& executor, const PathProblem& problem,
                                      SampleChunks range, View<SampleMoments> moments) {
  if (problem.precision == Precision::f32) {
    simulate_chunks<float>(executor, problem, range, moments);
  } else {
    simulate_chunks<double>(executor, problem, range, moments);
  }
}

void cpu::TESSERA_ISA::merge_moments(Executor& executor, View<const SampleMoments> chunks,
                                     View<SampleMoments> groups) {
  executor.for_chunks(sum_chunk_count(chunks.count), [=](std::int64_t group) {
    const std::int64_t first = group * kChunkGroup;
    const std::int64_t left = chunks.count - first;
    groups[group] = merge_group(chunks.data + first, left < kChunkGroup ? left : kChunkGroup);
  });
}

}  // namespace tessera
