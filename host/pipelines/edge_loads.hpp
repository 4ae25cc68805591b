#pragma once

#include <array>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

using EdgeLoad = std::array<double, 3>;
using EdgeMatrix = std::array<std::array<double, 3>, 3>;

/// load[a] = integral of N[a] q over `edge`, q interpolated from its values at the three nodes.
EdgeLoad edge_load(const Quad8Mesh& mesh, const Edge3& edge, const std::array<double, 3>& q);

/// matrix[a][b] = integral of N[a] N[b] over `edge`, in metres.
EdgeMatrix edge_mass(const Quad8Mesh& mesh, const Edge3& edge);

/// Length of `edge` in metres, by the same 3 Gauss points.
double edge_length(const Quad8Mesh& mesh, const Edge3& edge);

}  // namespace tessera
