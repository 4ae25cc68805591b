#include "host/bench/flow_bench.hpp"

#include <memory>
#include <span>
#include <utility>

#include "host/pipelines/potential_flow.hpp"
#include "host/report/checksum.hpp"
#include "host/report/flow_costs.hpp"

namespace tessera {
namespace {

struct FlowRun {
  std::shared_ptr<const PreparedFlow> flow;
  double load_s;

  template <class Exec>
  BenchSample operator()(Exec& executor) const {
    const FlowResult result = solve_potential_flow(
        executor, flow->problem, CgSettings{}, [](const CgStep&) {}, FlowMethod{});
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
    sample.costs = flow_costs(flow->summary.elements, result);
    return sample;
  }
};

}  // namespace

BenchWork flow_bench(const std::string& name, PreparedFlow flow, double load_s) {
  BenchProblem problem;
  problem.workload = "fem";
  problem.name = name;
  problem.variant = "fem";
  problem.size = static_cast<double>(flow.summary.nodes);
  problem.size_unit = "nodes";
  problem.rate_unit = "unknowns x iterations";
  return bench_work(problem,
                    FlowRun{std::make_shared<const PreparedFlow>(std::move(flow)), load_s});
}

}  // namespace tessera
