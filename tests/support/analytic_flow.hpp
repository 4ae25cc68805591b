#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "host/mesh/point.hpp"
#include "host/mesh/topology.hpp"
#include "host/pipelines/flow_problem.hpp"
#include "host/pipelines/potential_flow.hpp"
#include "kernels/numerics/edge3.hpp"
#include "kernels/numerics/quad8.hpp"
#include "tests/support/mapped_mesh.hpp"
#include "tests/support/teams.hpp"

namespace tessera::support {

/// A potential that is known everywhere, and its gradient.
struct AnalyticField {
  std::function<double(Point)> u;
  std::function<Point(Point)> gradient;
};

/// Border edges whose mid-side node satisfies `where`, oriented with the mesh on their left.
template <class Where>
std::vector<Edge3> border_where(const Quad8Mesh& mesh, const Where& where) {
  std::vector<Edge3> edges;
  for (const BoundaryEdge& edge : boundary_edges(mesh)) {
    if (where(point_of(mesh, edge.nodes[2]))) edges.push_back(edge.nodes);
  }
  return edges;
}

inline std::vector<Edge3> whole_border(const Quad8Mesh& mesh) {
  return border_where(mesh, [](Point) { return true; });
}

/// The values of `field` at the nodes of `edges`.
inline PotentialCondition potential_on(const Quad8Mesh& mesh, const std::vector<Edge3>& edges,
                                       const AnalyticField& field) {
  PotentialCondition condition{"analytic", {}, {}};
  for (const Edge3& edge : edges) {
    for (const NodeId node : edge) {
      condition.nodes.push_back(node);
      condition.values.push_back(field.u(point_of(mesh, node)));
    }
  }
  return condition;
}

/// The inflow q = k grad u . n (n outward, of the quadratic side) of `field` at the nodes of
/// `edges`.
inline FluxCondition flux_on(const Quad8Mesh& mesh, const std::vector<Edge3>& edges,
                             const AnalyticField& field, double conductivity = 1.0) {
  FluxCondition condition{"analytic", edges, {}};
  for (const Edge3& edge : edges) {
    std::array<double, 3> inflow{};
    for (std::size_t a = 0; a < 3; ++a) {
      const Edge3Shape shape = edge3_shape(a == 0 ? -1.0 : (a == 1 ? 1.0 : 0.0));
      Point tangent{};
      for (std::size_t b = 0; b < 3; ++b) {
        tangent.x += shape.d_s[b] * point_of(mesh, edge[b]).x;
        tangent.y += shape.d_s[b] * point_of(mesh, edge[b]).y;
      }
      const Point gradient = field.gradient(point_of(mesh, edge[a]));
      inflow[a] = conductivity * (gradient.x * tangent.y - gradient.y * tangent.x) /
                  std::hypot(tangent.x, tangent.y);
    }
    condition.inflow.push_back(inflow);
  }
  return condition;
}

inline cpu::ExecutorOptions serial_options() {
  return {cpu::Team::serial, 1, instruction_sets().back()};
}

/// The flow on the calling thread; the solver must converge.
inline FlowResult solved(const FlowProblem& problem, double rtol = 1e-13) {
  cpu::Executor executor(serial_options());
  FlowResult result =
      solve_potential_flow(executor, problem, CgSettings{rtol, 50000, 0}, [](const CgStep&) {});
  EXPECT_TRUE(result.solver.converged) << "relative residual " << result.solver.relative_residual
                                       << " after " << result.solver.iterations << " iterations";
  return result;
}

/// max |u - field| over the nodes of elements.
inline double largest_nodal_error(const Quad8Mesh& mesh, const std::vector<double>& u,
                                  const AnalyticField& field) {
  double largest = 0.0;
  for (const Quad8& element : mesh.quad8) {
    for (const NodeId node : element) {
      const double error = u[static_cast<std::size_t>(node)] - field.u(point_of(mesh, node));
      largest = std::max(largest, std::abs(error));
    }
  }
  return largest;
}

struct ErrorNorms {
  double l2 = 0.0;  // of u
  double h1 = 0.0;  // of grad u
};

struct Gauss5 {
  double at, weight;
};

/// The 5-point Gauss rule on [-1, 1] (Abramowitz & Stegun 25.4.29).
inline std::array<Gauss5, 5> gauss5() {
  const double inner = std::sqrt(5.0 - 2.0 * std::sqrt(10.0 / 7.0)) / 3.0;
  const double outer = std::sqrt(5.0 + 2.0 * std::sqrt(10.0 / 7.0)) / 3.0;
  const double inner_weight = (322.0 + 13.0 * std::sqrt(70.0)) / 900.0;
  const double outer_weight = (322.0 - 13.0 * std::sqrt(70.0)) / 900.0;
  return {{{0.0, 128.0 / 225.0},
           {-inner, inner_weight},
           {inner, inner_weight},
           {-outer, outer_weight},
           {outer, outer_weight}}};
}

// Adds the squared errors at one point of one element, times its share of the area.
inline void add_error_at(double xi, double eta, double weight, const double (&x)[8],
                         const double (&y)[8], const double (&u)[8], const AnalyticField& field,
                         ErrorNorms& sums) {
  const Quad8Shape shape = quad8_shape(xi, eta);
  const Quad8ShapeGradient gradient = quad8_shape_gradient(xi, eta);
  const Quad8Jacobian<double> J = quad8_jacobian(gradient, x, y);
  Point point{};
  double value = 0.0;
  double u_xi = 0.0;
  double u_eta = 0.0;
  for (int a = 0; a < 8; ++a) {
    point.x += shape.N[a] * x[a];
    point.y += shape.N[a] * y[a];
    value += shape.N[a] * u[a];
    u_xi += gradient.d_xi[a] * u[a];
    u_eta += gradient.d_eta[a] * u[a];
  }
  const Point exact = field.gradient(point);
  const double error = value - field.u(point);
  const double error_x = (J.y_eta * u_xi - J.y_xi * u_eta) / J.det_J - exact.x;
  const double error_y = (J.x_xi * u_eta - J.x_eta * u_xi) / J.det_J - exact.y;
  sums.l2 += weight * J.det_J * error * error;
  sums.h1 += weight * J.det_J * (error_x * error_x + error_y * error_y);
}

/// Norms of the error over the elements as they are, by 5x5 Gauss points.
inline ErrorNorms error_norms(const Quad8Mesh& mesh, const std::vector<double>& u,
                              const AnalyticField& field) {
  ErrorNorms sums;
  for (const Quad8& element : mesh.quad8) {
    double x[8];
    double y[8];
    double u_element[8];
    for (std::size_t a = 0; a < 8; ++a) {
      x[a] = point_of(mesh, element[a]).x;
      y[a] = point_of(mesh, element[a]).y;
      u_element[a] = u[static_cast<std::size_t>(element[a])];
    }
    for (const Gauss5& row : gauss5()) {
      for (const Gauss5& column : gauss5()) {
        add_error_at(column.at, row.at, row.weight * column.weight, x, y, u_element, field, sums);
      }
    }
  }
  return {std::sqrt(sums.l2), std::sqrt(sums.h1)};
}

}  // namespace tessera::support
