#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera::fuzz {

/// What every reader promises of a mesh that it lets through; "" if it holds.
inline std::string broken_promise(const Quad8Mesh& mesh) {
  const auto is_node = [&](NodeId node) {
    return node >= 0 && static_cast<std::size_t>(node) < mesh.node_count();
  };
  const auto all_nodes = [&](const auto& nodes) {
    return std::all_of(nodes.begin(), nodes.end(), is_node);
  };
  const auto is_element = [&](ElementId element) {
    return element >= 0 && static_cast<std::size_t>(element) < mesh.element_count();
  };
  const auto finite = [](double value) { return std::isfinite(value); };
  if (mesh.quad8.empty()) return "no elements";
  if (mesh.x.size() != mesh.y.size()) return "x and y differ in length";
  if (!std::all_of(mesh.x.begin(), mesh.x.end(), finite)) return "x is not finite";
  if (!std::all_of(mesh.y.begin(), mesh.y.end(), finite)) return "y is not finite";
  if (!std::all_of(mesh.quad8.begin(), mesh.quad8.end(), all_nodes)) return "node out of range";
  for (const BoundaryGroup& group : mesh.boundaries) {
    if (group.name.empty() || group.edges.empty()) return "empty boundary group";
    if (!std::all_of(group.edges.begin(), group.edges.end(), all_nodes)) return "edge out of range";
  }
  for (const RegionGroup& group : mesh.regions) {
    if (group.name.empty() || group.elements.empty()) return "empty region";
    if (!std::all_of(group.elements.begin(), group.elements.end(), is_element)) {
      return "element out of range";
    }
  }
  const bool tags_fit =
      mesh.element_tags.empty() || mesh.element_tags.size() == mesh.element_count();
  return tags_fit ? "" : "number of element tags";
}

}  // namespace tessera::fuzz
