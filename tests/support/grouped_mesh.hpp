#pragma once

#include "host/mesh/quad8_mesh.hpp"
#include "tests/support/hand_mesh.hpp"

namespace tessera::support {

/// 3 x 2 squares with coordinates that need all digits, overlapping regions in no order of
/// elements, an element in no region, an edge in two groups, and sparse element tags.
inline Quad8Mesh grouped_mesh() {
  Quad8Mesh mesh = unit_squares(3, 2);
  for (double& x : mesh.x) x = x / 3.0 - 1e-7;
  for (double& y : mesh.y) y = y * 0.1 + 1e300 * 0x1p-1000;
  const auto side = [&](std::size_t element, std::size_t number) -> Edge3 {
    const auto& local = kQuad8Sides[number];
    const Quad8& nodes = mesh.quad8[element];
    return {nodes[static_cast<std::size_t>(local[0])], nodes[static_cast<std::size_t>(local[1])],
            nodes[static_cast<std::size_t>(local[2])]};
  };
  mesh.boundaries = {{"inlet", {side(3, 3), side(0, 3)}},
                     {"all of it", {side(0, 0), side(0, 3), side(2, 0)}},
                     {"Außenwand", {side(5, 2)}}};
  mesh.regions = {{"sand", {0, 2, 4}}, {"fluid", {0, 1, 2, 3}}};
  mesh.element_tags = {7, 3, 100, 12, 13, 5};
  return mesh;
}

}  // namespace tessera::support
