#pragma once

#include <cstdint>

#include "host/mesh/quad8_mesh.hpp"
#include "host/pipelines/host_team.hpp"
#include "kernels/stages/element_areas.hpp"

namespace tessera {

/// A mesh where the workers of a team see it; the mesh outlives it.
class SeenMesh {
 public:
  SeenMesh(cpu::Executor& team, const Quad8Mesh& mesh);
  [[nodiscard]] ElementShapes shapes() const { return {x_.view(), y_.view(), nodes_.view()}; }
  [[nodiscard]] std::int64_t node_count() const { return x_.view().count; }
  [[nodiscard]] std::int64_t element_count() const;

 private:
  SeenValues<double> x_;
  SeenValues<double> y_;
  SeenValues<std::int32_t> nodes_;
};

/// A numbering that keeps neighbours close in memory: the domain is cut across its longer side into
/// strips two mean element widths wide; items go strip by strip and along the strip within, ties by
/// their number. About as good for a sparse product as reverse Cuthill-McKee, at the price of a
/// sort.
struct StripOrder {
  HostArray<std::int32_t> nodes;  // used nodes, the unknowns before the known potentials
  HostArray<std::int32_t> elements;
  std::int64_t unknown_count = 0;
};

/// A pure function of the mesh, which must be sound and have positive Jacobians, and of which nodes
/// have a known potential; the same for every team.
/// known: [node] NaN at the unknowns
[[nodiscard]] StripOrder strip_order(cpu::Executor& team, const SeenMesh& mesh,
                                     View<const double> known);

}  // namespace tessera
