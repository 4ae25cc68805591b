#include "host/bench/flow_bench.hpp"

#include <memory>
#include <span>
#include <utility>

#include "host/pipelines/flow_alternatives.hpp"
#include "host/pipelines/potential_flow.hpp"
#include "host/report/checksum.hpp"
#include "host/report/flow_costs.hpp"

namespace tessera {
namespace {

struct FlowRun {
  std::shared_ptr<const PreparedFlow> flow;
  double load_s;
  FlowMethod method;

  template <class Exec>
  BenchSample operator()(Exec& executor) const {
    const FlowResult result = solve_potential_flow(
        executor, flow->problem, CgSettings{}, [](const CgStep&) {}, method);
    const FlowTimings& times = result.timings;
    BenchSample sample;
    sample.stages = {{"load", load_s},
                     {"pattern", times.pattern},
                     {"assembly", times.assembly},
                     {"boundary", times.boundary},
                     {"setup", times.setup - times.pattern},
                     {"solve", times.solve},
                     {"derived", times.derived}};
    sample.iterations = result.solver.iterations;
    sample.items = static_cast<double>(result.solver.iterations * result.unknowns);
    sample.rated_stage = "solve";
    sample.checksum = checksum(std::span(result.potential));
    sample.costs = flow_costs(method, flow->summary.elements, result);
    sample.note = result.preconditioner.note;
    return sample;
  }
};

BenchWork alternative(const BenchProblem& reference, FlowRun run, FlowMethod method) {
  BenchProblem problem = reference;
  problem.method = text_of(method);
  problem.name += ", " + problem.method;
  problem.variant += ", " + problem.method;
  problem.alternative_to = reference.name;
  run.method = method;
  BenchWork work = bench_work(problem, run);
  if (!has_method<cpu::Executor>(method)) work.on_cpu = {};
  if (!has_method<gpu::Executor>(method)) work.on_gpu = {};
  return work;
}

}  // namespace

std::vector<BenchWork> flow_bench(const std::string& name, PreparedFlow flow, double load_s) {
  BenchProblem problem;
  problem.workload = "fem";
  problem.name = name;
  problem.variant = "fem";
  problem.size = static_cast<double>(flow.summary.nodes);
  problem.size_unit = "nodes";
  problem.rate_unit = "unknowns x iterations";
  problem.method = text_of(FlowMethod{});
  const FlowRun run{std::make_shared<const PreparedFlow>(std::move(flow)), load_s, FlowMethod{}};
  std::vector<BenchWork> works{bench_work(problem, run)};
  for (const FlowMethod method : kFlowAlternatives) {
    works.push_back(alternative(problem, run, method));
  }
  return works;
}

}  // namespace tessera
