#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"
#include "host/pipelines/flow_case.hpp"
#include "host/pipelines/flow_problem.hpp"

namespace tessera {

/// What a run reports about its mesh.
struct MeshSummary {
  std::int64_t nodes = 0;
  std::int64_t elements = 0;
  std::int64_t used_nodes = 0;
  std::int64_t unused_nodes = 0;
  std::int64_t dropped_centre_nodes = 0;
  std::int64_t reoriented_elements = 0;
  std::int64_t repaired_elements = 0;
  std::int64_t boundary_edges = 0;
  std::int64_t inlet_edges = 0;   // edges of flux conditions
  double inlet_length = 0.0;      // m
  std::int64_t outlet_nodes = 0;  // nodes of known potential
  double area = 0.0;              // m^2
  double min_scaled_jacobian = 0.0;
};

/// A problem that is ready to be solved, and what was noticed on the way.
struct PreparedFlow {
  FlowProblem problem;
  MeshSummary summary;
  std::vector<std::string> notes;  // for the log: groups that were cut down, walls by default, ...
};

/// Checks and orients `mesh`, resolves the names of `flow_case` on it, and makes sure that every
/// piece of the mesh has a unique solution. With `repair` bad mid-side nodes are straightened.
///
/// Without boundary rules: the inlet is the mesh's group `inlet`, else the boundary edges on
/// x = x_min; the outlet (u = 0) the group `outlet`, else those on x = x_max, both within 1e-5 of
/// the domain's width. With rules the names `inlet` and `outlet` mean the same edges where the mesh
/// has no such groups. Only edges on the mesh boundary count; edges under no rule are walls.
///
/// Throws InputError for a bad mesh or a piece without potential or Robin condition, UsageError for
/// a name that the mesh does not have or a value out of range.
PreparedFlow prepare_flow(Quad8Mesh mesh, const FlowCase& flow_case, bool repair);

}  // namespace tessera
