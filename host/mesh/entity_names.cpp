#include "host/mesh/entity_names.hpp"

#include <cmath>
#include <cstdio>

namespace tessera {

std::string element_name(const Quad8Mesh& mesh, ElementId element) {
  std::string name = "element " + std::to_string(element);
  const auto index = static_cast<std::size_t>(element);
  if (index < mesh.element_tags.size()) {
    name += " (tag " + std::to_string(mesh.element_tags[index]) + " in the file)";
  }
  return name;
}

Point element_position(const Quad8Mesh& mesh, ElementId element) {
  Point sum;
  int valid = 0;
  for (std::size_t corner = 0; corner < 4; ++corner) {
    const NodeId id = mesh.quad8[static_cast<std::size_t>(element)][corner];
    const auto node = static_cast<std::size_t>(id);
    if (id < 0 || node >= mesh.node_count()) continue;
    if (!std::isfinite(mesh.x[node]) || !std::isfinite(mesh.y[node])) continue;
    sum.x += mesh.x[node];
    sum.y += mesh.y[node];
    ++valid;
  }
  return valid == 0 ? Point{} : Point{sum.x / valid, sum.y / valid};
}

std::string position_text(Point position) {
  char text[64];
  std::snprintf(text, sizeof text, "(%.6g, %.6g)", position.x, position.y);
  return text;
}

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

}  // namespace tessera
