#pragma once

#include <array>
#include <string>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// Known potential (Dirichlet): one value per node, m^2/s.
struct PotentialCondition {
  std::string name;
  std::vector<NodeId> nodes;
  std::vector<double> values;
};

/// Known flux (Neumann): q = k du/dn at the three nodes of each edge, positive into the domain,
/// m/s.
struct FluxCondition {
  std::string name;
  std::vector<Edge3> edges;
  std::vector<std::array<double, 3>> inflow;
};

/// Robin: q = value - coefficient * u on the edges, positive into the domain.
struct RobinCondition {
  std::string name;
  std::vector<Edge3> edges;
  double coefficient = 0.0;
  double value = 0.0;
};

/// A potential-flow problem, -div(k grad u) = s, with every name resolved to nodes, edges and
/// elements of `mesh` in file order. Boundary edges under no condition are walls.
struct FlowProblem {
  /// Sound, counter-clockwise, positive Jacobians; every piece of it has a potential or Robin
  /// condition (see flow_conditions.hpp).
  Quad8Mesh mesh;
  std::vector<PotentialCondition> potentials;
  std::vector<FluxCondition> fluxes;
  std::vector<RobinCondition> robins;
  std::vector<double> conductivity;    // [element], > 0; empty means 1 everywhere
  std::vector<double> element_source;  // [element]; empty means none
  std::vector<double> nodal_source;    // [node], interpolated by the shape functions; empty: none
  double density = 1.225;              // kg/m^3
  double reference_pressure = 101328.8281;  // Pa, the pressure where the flow stands still
};

}  // namespace tessera
