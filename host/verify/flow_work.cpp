#include "host/verify/flow_work.hpp"

#include <algorithm>
#include <cmath>

#include "host/mesh/topology.hpp"
#include "host/pipelines/flow_alternatives.hpp"
#include "host/pipelines/flow_conditions.hpp"

namespace tessera {
namespace {

constexpr double kFlowRtol = 1e-8;
constexpr double kLinearRtol = 1e-11;

double width_of(const std::vector<double>& coordinates) {
  const auto [least, most] = std::ranges::minmax_element(coordinates);
  return *most - *least;
}

PotentialCondition on_border(const Quad8Mesh& mesh, const FlowWork::Potential& exact) {
  PotentialCondition condition{"linear", {}, {}};
  for (const BoundaryEdge& edge : boundary_edges(mesh)) {
    for (const NodeId node : edge.nodes) {
      const auto place = static_cast<std::size_t>(node);
      condition.nodes.push_back(node);
      condition.values.push_back(exact(mesh.x[place], mesh.y[place]));
    }
  }
  return condition;
}

VerifyCase method_case(const std::string& name, const FlowWork& work, FlowMethod method) {
  VerifyCase found = verify_case(name + ", " + text_of(method), work.with(method));
  if (!has_method<cpu::Executor>(method)) found.on_cpu = {};
  if (!has_method<gpu::Executor>(method)) found.on_gpu = {};
  return found;
}

}  // namespace

Expectation FlowWork::expect(const Outcome& outcome) const {
  if (!exact_) return {};
  const Quad8Mesh& mesh = problem_->mesh;
  const std::vector<std::uint8_t> used = used_nodes(mesh);
  const std::vector<double>& potential = outcome.fields.front().values;
  double largest = 0.0;
  double error = 0.0;
  for (std::size_t node = 0; node < potential.size(); ++node) {
    if (used[node] == 0) continue;
    const double exact = exact_(mesh.x[node], mesh.y[node]);
    largest = std::max(largest, std::abs(exact));
    const double here = std::abs(potential[node] - exact);
    error = std::max(error, std::isnan(here) ? HUGE_VAL : here);
  }
  return {what_, error / largest, bound_};
}

FlowWork linear_potential(const Quad8Mesh& mesh) {
  const double size = std::max(width_of(mesh.x), width_of(mesh.y));
  const double x = mesh.x.front();
  const double y = mesh.y.front();
  const FlowWork::Potential exact = [=](double at_x, double at_y) {
    return 2.0 + 0.5 * (at_x - x) / size - 0.75 * (at_y - y) / size;
  };
  FlowProblem problem;
  problem.mesh = mesh;
  problem.potentials = {on_border(mesh, exact)};
  // The relative error is at most the condition of the system times the relative residual. With
  // the potential known all around, the condition is of the order of area / (element size)^2, the
  // number of elements (Faber & Krahn for the smallest eigenvalue); 10 for what the order hides.
  const double bound = 10.0 * kLinearRtol * static_cast<double>(mesh.element_count());
  return {std::move(problem), kLinearRtol, "linear potential", exact, std::max(bound, 1e-10)};
}

std::vector<VerifyCase> flow_cases(const std::string& name, const Quad8Mesh& mesh) {
  const PreparedFlow prepared = prepare_flow(mesh, FlowCase{}, false);
  const FlowWork linear = linear_potential(prepared.problem.mesh);
  const FlowWork flow(prepared.problem, kFlowRtol);
  const std::string flow_name = "fem " + name + ", inlet to outlet";
  const std::string linear_name = "fem " + name + ", linear potential";
  std::vector<VerifyCase> cases{verify_case(flow_name, flow), verify_case(linear_name, linear)};
  for (const FlowMethod method : kFlowAlternatives) {
    const bool is_vendor = method.linear_operator == LinearOperator::cusparse;
    if (!is_vendor) cases.push_back(method_case(flow_name, flow, method));
    if (method.assembly == Assembly::triplets) {
      FlowMethod gathered = method;
      gathered.assembly = Assembly::gather;
      cases.back().bits_of = flow_name + ", " + text_of(gathered);
    }
    if (is_vendor || method.linear_operator == LinearOperator::matrix_free) {
      cases.push_back(method_case(linear_name, linear, method));
    }
  }
  return cases;
}

}  // namespace tessera
