#include "kernels/stages/path_simulation.hpp"

#include "cpu_fallback/basket_lanes.hpp"
#include "cpu_fallback/path_lanes.hpp"
#include "cpu_fallback/stages.hpp"
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
SampleMoments simulate_chunk(const RunTerms<Real>& run, NumberLanes<Real>& numbers,
                             std::int32_t replicate, std::int64_t chunk) {
  ChunkValues values;
  const std::int64_t first = chunk * kSampleChunk;
  const std::int64_t left = run.layout.samples_per_replicate - first;
  const std::int64_t count = left < kSampleChunk ? left : kSampleChunk;
  for (int at = 0; at < count; at += cpu::kPathLanes<Real>) {
    run.block(run, numbers, first + at, values, at);
  }
  SampleMoments moments = moments_of_values(values, run.outputs, count);
  if (moments.invalid_count > 0) {
    moments.first_invalid_path =
        run.layout.path_number(replicate, first + moments.first_invalid_path, 0);
  }
  return moments;
}

template <class Real>
SampleMoments simulate_pseudo_chunk(const RunTerms<Real>& run, std::int64_t chunk) {
  RandomLanes<Real> numbers(run.sampler, run.layout);
  return simulate_chunk(run, numbers, 0, chunk);
}

// Apart, because the bridges take much of the stack.
template <class Real>
[[gnu::noinline]] SampleMoments simulate_quasi_chunk(const RunTerms<Real>& run,
                                                     std::int32_t replicate, std::int64_t chunk) {
  QuasiLanes<Real> numbers(run.quasi, run.sampler, replicate);
  return simulate_chunk(run, numbers, replicate, chunk);
}

template <class Real>
void simulate_chunks(cpu::Executor& executor, const PathProblem& problem, const SampleChunks& range,
                     View<SampleMoments> moments) {
  const RunTerms<Real> on_host = run_terms<Real>(problem);
  const auto shared = upload(executor, std::span<const RunTerms<Real>>(&on_host, 1));
  const RunTerms<Real>* const run = shared.view().data;
  executor.for_chunks(range.chunk_count, [=](std::int64_t chunk) {
    const std::int64_t number = range.first_chunk + chunk;
    moments[chunk] = run->sampler.sampler == Sampler::pseudo
                         ? simulate_pseudo_chunk(*run, number)
                         : simulate_quasi_chunk(*run, range.replicate, number);
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
