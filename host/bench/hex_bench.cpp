#include "host/bench/hex_bench.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <span>
#include <string>

#include "host/pipelines/hex_diffusion.hpp"
#include "host/report/checksum.hpp"
#include "host/report/format.hpp"
#include "host/report/hex_summary.hpp"

namespace tessera {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// In [0, 1), the same in every run. An impulse would leave most cells at 0, which flatters.
std::vector<double> random_values(std::int64_t count) {
  std::vector<double> values(static_cast<std::size_t>(count));
  std::uint64_t state = 1;
  for (double& value : values) {
    state = state * 6364136223846793005U + 1442695040888963407U;  // Knuth's MMIX
    value = static_cast<double>(state >> 11) * 0x1p-53;
  }
  return values;
}

struct HexRun {
  HexPlan plan;

  template <class Exec>
  BenchSample operator()(Exec& executor) const {
    const Clock::time_point start = Clock::now();
    std::vector<double> initial = random_values(plan.rows * plan.cols);
    const double load_s = seconds_since(start);
    const Clock::time_point begin = Clock::now();
    const HexResult<double> result = diffuse(executor, plan, std::move(initial));
    const double work_s = seconds_since(begin);
    BenchSample sample;
    sample.stages = {
        {"load", load_s}, {"diffuse", result.seconds}, {"transfer", work_s - result.seconds}};
    sample.items = static_cast<double>(plan.rows * plan.cols * plan.steps);
    sample.rated_stage = "diffuse";
    sample.checksum = checksum(std::span<const double>(result.field));
    sample.costs = {
        {"diffuse", diffuse_steps_cost(hex_grid(plan.rows, plan.cols, 8), plan.rule, plan.steps, 8),
         result.seconds}};
    if (plan.fuse && *plan.fuse != result.fuse) {
      sample.note = std::to_string(result.fuse) + " is the most there can be";
    }
    return sample;
  }
};

// About 2^29 updates without heavy rounds, in whole passes of 32 steps.
std::int64_t steps_for(std::int64_t side, int heavy) {
  const std::int64_t updates = heavy > 0 ? std::int64_t{1} << 24 : std::int64_t{1} << 29;
  const std::int64_t steps = heavy > 0 ? 4 : 32;
  return std::clamp<std::int64_t>(updates / (side * side * steps), 1, 1000) * steps;
}

std::string depth_text(const std::string& depth) { return "steps per pass: " + depth; }

BenchWork at_depth(const BenchProblem& reference, HexPlan plan, int depth) {
  BenchProblem problem = reference;
  problem.method = depth_text(std::to_string(depth));
  problem.variant += ", " + problem.method;
  problem.name += ", " + problem.method;
  problem.alternative_to = reference.name;
  plan.fuse = depth;
  return bench_work(problem, HexRun{plan});
}

}  // namespace

std::vector<BenchWork> hex_bench(std::int64_t side, const std::vector<int>& depths) {
  std::vector<BenchWork> works;
  for (const int heavy : {0, 20}) {
    for (const Topology topology : {Topology::hex, Topology::square}) {
      const HexPlan plan{
          side, side, {topology, GridBorder::fixed, 0.2, heavy}, steps_for(side, heavy)};
      BenchProblem problem;
      problem.workload = "hex";
      problem.variant = std::string(name_of(topology)) + " f64, heavy " + std::to_string(heavy);
      problem.name =
          problem.variant + ", " + format_count(side) + " x " + format_count(side) + " cells";
      problem.size = static_cast<double>(side * side);
      problem.size_unit = "cells";
      problem.rate_unit = "updates";
      const bool is_swept = heavy == 0 && !depths.empty();
      if (is_swept) problem.method = depth_text("auto");
      works.push_back(bench_work(problem, HexRun{plan}));
      if (!is_swept) continue;
      for (const int depth : depths) works.push_back(at_depth(problem, plan, depth));
    }
  }
  return works;
}

}  // namespace tessera
