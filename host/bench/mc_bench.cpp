#include "host/bench/mc_bench.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "host/pipelines/monte_carlo.hpp"
#include "host/report/format.hpp"
#include "host/report/mc_summary.hpp"
#include "kernels/stages/path_costs.hpp"

namespace tessera {
namespace {

struct McRun {
  McPlan plan;

  template <class Exec>
  BenchSample operator()(Exec& executor) const {
    const McResult result = simulate(executor, plan);
    BenchSample sample;
    sample.stages = {{"simulate", result.seconds}};
    sample.items = static_cast<double>(result.paths);
    sample.rated_stage = "simulate";
    sample.checksum = moments_checksum(result.moments, plan.problem.greeks);
    if (const auto cost = simulate_paths_cost(plan.problem, result.paths)) {
      sample.costs = {{"simulate", *cost, result.seconds}};
    }
    return sample;
  }
};

struct Contract {
  std::string name;
  PathModel model = PathModel::gbm;
  Payoff payoff = Payoff::european;
  std::int32_t steps = 1;
  std::int32_t heavy = 0;
};

// As many paths as take about as long as `paths` in one step.
BenchWork work_of(const Contract& contract, std::int64_t paths) {
  McPlan plan;
  plan.problem.model = contract.model;
  plan.problem.contract.payoff = contract.payoff;
  plan.problem.contract.steps = contract.steps;
  plan.problem.contract.heavy = contract.heavy;
  plan.paths = std::max<std::int64_t>(1, paths / (contract.steps + contract.heavy));
  BenchProblem problem;
  problem.workload = "mc";
  problem.variant = contract.name;
  problem.name = contract.name + ", " + format_count(plan.paths) + " paths";
  problem.size = static_cast<double>(plan.paths);
  problem.size_unit = "paths";
  problem.rate_unit = "paths";
  return bench_work(problem, McRun{plan});
}

}  // namespace

std::vector<BenchWork> mc_bench(std::int64_t paths) {
  const std::vector<Contract> contracts{
      {"european call"},
      {"european call, heavy 20", PathModel::gbm, Payoff::european, 1, 20},
      {"arithmetic asian call, 64 dates", PathModel::gbm, Payoff::asian_arithmetic, 64, 0},
      {"heston european call, 64 steps", PathModel::heston, Payoff::european, 64, 0}};
  std::vector<BenchWork> works;
  works.reserve(contracts.size());
  for (const Contract& contract : contracts) works.push_back(work_of(contract, paths));
  return works;
}

}  // namespace tessera
