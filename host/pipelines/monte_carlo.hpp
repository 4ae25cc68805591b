#pragma once

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "host/pipelines/moments_tree.hpp"
#include "host/pipelines/quasi_tables.hpp"
#include "kernels/numerics/control_mean.hpp"
#include "kernels/stages/path_simulation.hpp"

namespace tessera {

/// Independent scramblings of a Sobol run, from whose means its standard error comes.
inline constexpr std::int32_t kScramblings = kMostScramblings;

/// Standard errors that make an interval of 95 %: of a normal, and of Student's t with
/// kScramblings - 1 degrees of freedom.
inline constexpr double kNormalFactor95 = 1.959963984540054;
inline constexpr double kStudentFactor95 = 2.0395134463964077;

/// What a Monte Carlo run does. `problem` is the user's part: its layout holds `antithetic`, and
/// counts, control and tables are filled in by `simulate`.
struct McPlan {
  PathProblem problem;
  /// Paths to simulate, 1 or more. With antithetic rounded up to pairs; with sobol to kScramblings
  /// times a power of two of samples.
  std::int64_t paths = 0;
  bool control_variate = false;
  /// Stop early once the standard error of the price is at most this; 0: never. Looked at after
  /// 2^20 * 2^k samples only, so that the answer depends on nothing else. Without effect with
  /// sobol.
  double target_error = 0.0;
};

/// How far a run is; `standard_error` is the one last looked at, or 0.
struct McProgress {
  std::int64_t paths_done = 0;
  std::int64_t paths_planned = 0;
  double standard_error = 0.0;
};

/// Who looks at a run on its way; may be empty.
struct McObserver {
  std::function<void(const McProgress&)> progress;
};

struct Estimate {
  double value = 0.0;
  double standard_error = 0.0;
};

struct GreekEstimates {
  Estimate delta;
  Estimate gamma;
  Estimate vega;  // per unit of volatility
};

struct McResult {
  Estimate price;
  std::optional<GreekEstimates> greeks;
  /// Standard errors that make an interval of 95 %.
  double confidence_factor = 0.0;
  SampleMoments moments;        // of all samples, not discounted: what the checksum is made of
  std::int64_t paths = 0;       // simulated, invalid ones included
  std::int64_t samples = 0;     // paths, or pairs of them
  bool reached_target = false;  // target_error was given and met
  double control_beta = 0.0;
  double seconds = 0.0;  // of the simulation alone
  /// Whether all samples were finite; else `moments` names the first path that was not, and the
  /// estimates are of the others.
  [[nodiscard]] bool is_valid() const { return moments.invalid_count == 0; }
};

/// Samples of a pilot run, from which the factor of a control variate comes. Three times as many
/// are simulated.
inline constexpr std::int64_t kPilotSamples = 16 * kSampleChunk;

/// The layout of a plan: `paths` rounded up to whole samples, with sobol to kScramblings times a
/// power of two.
[[nodiscard]] inline SampleLayout layout_of(const McPlan& plan) {
  SampleLayout layout;
  layout.antithetic = plan.problem.layout.antithetic;
  const std::int64_t ways = layout.paths_per_sample();
  const std::int64_t samples = (plan.paths + ways - 1) / ways;
  if (plan.problem.sampler.sampler == Sampler::pseudo) {
    layout.samples_per_replicate = samples;
    return layout;
  }
  const auto points = static_cast<std::uint64_t>((samples + kScramblings - 1) / kScramblings);
  layout.replicates = kScramblings;
  layout.samples_per_replicate = static_cast<std::int64_t>(std::bit_ceil(points));
  return layout;
}

/// Paths that a plan comes to after rounding up.
[[nodiscard]] inline std::int64_t paths_of(const McPlan& plan) {
  const SampleLayout layout = layout_of(plan);
  return layout.samples_per_replicate * layout.replicates * layout.paths_per_sample();
}

/// Mean and standard error of samples, times `scale`. Without samples both are NaN, of one sample
/// the error is.
[[nodiscard]] inline Estimate estimate_of(const Moments& moments, double scale) {
  const auto count = static_cast<double>(moments.count);
  return {scale * (moments.sum / count),
          scale * exact::square_root(moments.m2 / ((count - 1.0) * count))};
}

/// The factor beta that makes the variance of payoff - beta (control - mean) least, from sums of
/// squares about the mean for beta = 0, 1 and -1: m2(beta) = m2(0) - 2 beta c + beta^2 v. 0 where
/// they do not tell.
[[nodiscard]] inline double best_control_beta(double at_zero, double at_one, double at_minus_one) {
  const double twice_control = at_one + at_minus_one - 2.0 * at_zero;  // 2 v
  const double beta = 0.5 * (at_minus_one - at_one) / twice_control;   // c / v
  return twice_control > 0.0 && exact::magnitude(beta) <= kLargestSample ? beta : 0.0;
}

/// A Monte Carlo run on an executor.
template <class Exec>
class MonteCarlo {
 public:
  MonteCarlo(Exec& executor, const McPlan& plan, const McObserver& observer)
      : executor_(executor),
        plan_(plan),
        observer_(observer),
        problem_(plan.problem),
        chunks_(allocate<SampleMoments>(executor, most_chunks())),
        groups_(allocate<SampleMoments>(executor, groups_per_batch(executor))),
        merged_(static_cast<std::size_t>(groups_per_batch(executor))) {
    problem_.layout = layout_of(plan);
    if (problem_.sampler.sampler == Sampler::sobol) upload_tables();
  }

  McResult run() {
    const Clock::time_point start = Clock::now();
    prepare_control();
    McResult result;
    std::vector<SampleMoments> replicates;
    replicates.reserve(static_cast<std::size_t>(problem_.layout.replicates));
    for (std::int32_t replicate = 0; replicate < problem_.layout.replicates; ++replicate) {
      replicates.push_back(simulate_replicate(replicate, result));
    }
    result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    result.moments = merge_group(replicates.data(), static_cast<std::int64_t>(replicates.size()));
    result.control_beta = problem_.control_beta;
    result.samples = result.moments.count + result.moments.invalid_count;
    result.paths = result.samples * problem_.layout.paths_per_sample();
    estimate(replicates, result);
    return result;
  }

 private:
  using Clock = std::chrono::steady_clock;
  template <class T>
  using OnExecutor = decltype(allocate<T>(std::declval<Exec&>(), std::int64_t{}));

  /// Throws UsageError for too many points or dimensions.
  void upload_tables() {
    const std::int64_t dimensions = sample_dimensions(problem_);
    check_sobol_run(problem_.layout.samples_per_replicate, dimensions);
    const std::vector<std::uint32_t> directions = sobol_directions(dimensions);
    const std::vector<BridgePoint> bridge = bridge_points(problem_.contract.steps);
    directions_ = upload(executor_, std::span<const std::uint32_t>(directions));
    bridge_ = upload(executor_, std::span<const BridgePoint>(bridge));
    problem_.quasi = {directions_.view().data, bridge_.view().data, problem_.contract.steps,
                      normals_per_step(problem_)};
  }

  [[nodiscard]] std::int64_t most_chunks() const {
    return groups_per_batch(executor_) * kChunkGroup;
  }

  /// Chunks that are simulated between two looks at the clock.
  [[nodiscard]] std::int64_t chunks_per_call() const {
    const OptionContract& contract = problem_.contract;
    const std::int64_t work = (std::int64_t{contract.steps} + 8 * std::int64_t{contract.heavy}) *
                              problem_.layout.paths_per_sample() * kSampleChunk;
    return std::clamp<std::int64_t>(path_steps_per_call(executor_) / work, 64, most_chunks());
  }

  /// The moments of some consecutive chunks from a group's first one on, merged by groups: the
  /// records are in merged_.
  void simulate_batch(std::int32_t replicate, std::int64_t first_chunk, std::int64_t chunk_count) {
    const std::int64_t per_call = chunks_per_call();
    for (std::int64_t done = 0; done < chunk_count; done += per_call) {
      const std::int64_t count = std::min(per_call, chunk_count - done);
      simulate_paths(executor_, problem_, SampleChunks{replicate, first_chunk + done, count},
                     part(chunks_.view(), done, count));
      report(replicate, first_chunk + done + count);
    }
    const std::int64_t groups = sum_chunk_count(chunk_count);
    merge_moments(executor_, part(std::as_const(chunks_).view(), 0, chunk_count),
                  part(groups_.view(), 0, groups));
    download(executor_, part(std::as_const(groups_).view(), 0, groups),
             std::span(merged_).first(static_cast<std::size_t>(groups)));
  }

  SampleMoments simulate_replicate(std::int32_t replicate, McResult& result) {
    [[maybe_unused]] const auto shown = range(executor_, "simulate");
    const std::int64_t chunks = problem_.layout.chunks_per_replicate();
    MomentsTree tree;
    std::int64_t look_at = kChunkGroup;
    for (std::int64_t done = 0; done < chunks;) {
      const std::int64_t wanted = has_target() ? look_at - done : chunks;
      const std::int64_t count = std::min({wanted, most_chunks(), chunks - done});
      simulate_batch(replicate, done, count);
      for (std::int64_t group = 0; group < sum_chunk_count(count); ++group) {
        tree.add(merged_[static_cast<std::size_t>(group)]);
      }
      done += count;
      if (has_target() && done == look_at) {
        look_at *= 2;
        standard_error_ = estimate_of(tree.total().of(Output::price), discount()).standard_error;
        result.reached_target = standard_error_ <= plan_.target_error;
        if (result.reached_target) break;
      }
    }
    return tree.total();
  }

  [[nodiscard]] bool has_target() const {
    return plan_.target_error > 0.0 && problem_.sampler.sampler == Sampler::pseudo;
  }

  void report(std::int32_t replicate, std::int64_t chunks_done) const {
    if (!observer_.progress || problem_.sampler.stream != RandomStream::paths) return;
    const SampleLayout& layout = problem_.layout;
    const std::int64_t in_replicate =
        std::min(chunks_done * kSampleChunk, layout.samples_per_replicate);
    synchronize(executor_);
    observer_.progress(
        {layout.path_number(replicate, in_replicate, 0), paths_of(plan_), standard_error_});
  }

  void prepare_control() {
    if (!plan_.control_variate) return;
    const PathProblem& problem = plan_.problem;
    problem_.control = control_of(problem.model, problem.contract.payoff);
    problem_.control_mean =
        control_mean(problem_.control, problem.contract, problem.market, problem.basket);
    const double at_zero = pilot_m2(0.0);
    const double at_one = pilot_m2(1.0);
    problem_.control_beta = best_control_beta(at_zero, at_one, pilot_m2(-1.0));
  }

  /// Sum of squares about the mean of pilot samples with a given factor: the same paths each time,
  /// and none of those of the run.
  double pilot_m2(double beta) {
    const PathProblem of_run = problem_;
    problem_.sampler.sampler = Sampler::pseudo;
    problem_.sampler.stream = RandomStream::pilot;
    problem_.layout.replicates = 1;
    problem_.layout.samples_per_replicate = kPilotSamples;
    problem_.greeks = false;
    problem_.control_beta = beta;
    simulate_batch(0, 0, problem_.layout.chunks_per_replicate());
    problem_ = of_run;
    return merged_[0].of(Output::price).m2;
  }

  [[nodiscard]] double discount() const {
    return exact::exp(-problem_.market.rate * problem_.contract.maturity);
  }

  /// The estimate of one output: of all samples, or of the means of the scramblings.
  [[nodiscard]] Estimate estimate_output(const std::vector<SampleMoments>& replicates,
                                         const McResult& result, Output output) const {
    if (problem_.sampler.sampler == Sampler::pseudo) {
      return estimate_of(result.moments.of(output), discount());
    }
    std::vector<double> means;
    for (const SampleMoments& replicate : replicates) {
      const Moments moments = replicate.of(output);
      if (moments.count > 0) means.push_back(moments.sum / static_cast<double>(moments.count));
    }
    const auto count = static_cast<std::int64_t>(means.size());
    return estimate_of(
        chunk_moments(count,
                      [&](std::int64_t mean) { return means[static_cast<std::size_t>(mean)]; }),
        discount());
  }

  void estimate(const std::vector<SampleMoments>& replicates, McResult& result) const {
    const bool pseudo = problem_.sampler.sampler == Sampler::pseudo;
    result.confidence_factor = pseudo ? kNormalFactor95 : kStudentFactor95;
    result.price = estimate_output(replicates, result, Output::price);
    if (!problem_.greeks) return;
    result.greeks = GreekEstimates{estimate_output(replicates, result, Output::delta),
                                   estimate_output(replicates, result, Output::gamma),
                                   estimate_output(replicates, result, Output::vega)};
  }

  Exec& executor_;
  McPlan plan_;
  McObserver observer_;
  PathProblem problem_;
  OnExecutor<SampleMoments> chunks_;
  OnExecutor<SampleMoments> groups_;
  OnExecutor<std::uint32_t> directions_;  // of sobol
  OnExecutor<BridgePoint> bridge_;        // of sobol
  std::vector<SampleMoments> merged_;
  double standard_error_ = 0.0;
};

/// Runs `plan` on `executor`, in memory that does not depend on the number of paths. The bits of
/// the result depend neither on the executor nor on how the chunks are grouped into batches. Throws
/// UsageError for more points or dimensions than sobol has, and what the executor throws.
template <class Exec>
McResult simulate(Exec& executor, const McPlan& plan, const McObserver& observer = {}) {
  return MonteCarlo<Exec>(executor, plan, observer).run();
}

}  // namespace tessera
