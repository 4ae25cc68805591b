#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"
#include "host/pipelines/potential_flow.hpp"
#include "host/report/checksum.hpp"
#include "host/verify/verification.hpp"

namespace tessera {

/// A flow solve as a case of verification: without `with` by Jacobi and our own product.
class FlowWork {
 public:
  using Potential = std::function<double(double x, double y)>;

  /// `exact`: the potential where it is known; then the error may be `bound`, relative to the
  /// largest potential.
  FlowWork(FlowProblem problem, double rtol, std::string what = {}, Potential exact = {},
           double bound = 0.0)
      : problem_(std::make_shared<const FlowProblem>(std::move(problem))),
        rtol_(rtol),
        what_(std::move(what)),
        exact_(std::move(exact)),
        bound_(bound) {}

  /// The same problem, solved by `method`, which the executors have to have.
  [[nodiscard]] FlowWork with(FlowMethod method) const {
    FlowWork other = *this;
    other.method_ = method;
    return other;
  }

  template <class Exec>
  Outcome operator()(Exec& executor) const {
    const FlowResult flow = solve_potential_flow(
        executor, *problem_, CgSettings{rtol_, CgSettings{}.max_iterations, 0},
        [](const CgStep&) {}, method_);
    const std::vector<double> numbers{flow.energy, flow.solver.relative_residual};
    return {{outcome_field("potential", std::span(flow.potential)),
             outcome_field("reaction", std::span(flow.stiffness_action)),
             outcome_field("velocity", std::span(flow.velocity)),
             outcome_field("speed", std::span(flow.speed)),
             outcome_field("pressure", std::span(flow.pressure)),
             outcome_field("energy and residual", std::span(numbers))},
            flow.solver.iterations,
            checksum(std::span(flow.potential)),
            flow.preconditioner.note};
  }

  [[nodiscard]] Expectation expect(const Outcome& outcome) const;

 private:
  std::shared_ptr<const FlowProblem> problem_;
  double rtol_;
  std::string what_;
  Potential exact_;
  double bound_;
  FlowMethod method_;
};

/// The cases on a mesh: the flow from inlet to outlet, and a linear potential prescribed on the
/// border, which the elements hold exactly whatever their shape (x and y themselves are among the
/// functions of an isoparametric element): the solution is that line at every node. The methods
/// beside Jacobi with our own product follow, each where the executors have it; that of the vendor,
/// which has bits of its own, against the closed form only. `name` is that of the mesh. Throws
/// InputError for a bad mesh.
[[nodiscard]] std::vector<VerifyCase> flow_cases(const std::string& name, const Quad8Mesh& mesh);

/// A linear potential on `mesh`, which has been checked, to be solved for.
[[nodiscard]] FlowWork linear_potential(const Quad8Mesh& mesh);

}  // namespace tessera
