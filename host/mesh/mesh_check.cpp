#include "host/mesh/mesh_check.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "host/errors.hpp"
#include "host/mesh/element_jacobians.hpp"
#include "host/mesh/entity_names.hpp"

namespace tessera {
namespace {

using Fault = std::optional<std::string>;

bool node_exists(const Quad8Mesh& mesh, NodeId node) {
  return node >= 0 && static_cast<std::size_t>(node) < mesh.node_count();
}

bool is_finite_node(const Quad8Mesh& mesh, NodeId node) {
  const auto index = static_cast<std::size_t>(node);
  return std::isfinite(mesh.x[index]) && std::isfinite(mesh.y[index]);
}

std::string missing_node_text(const Quad8Mesh& mesh, NodeId node) {
  return "node " + std::to_string(node) + " does not exist; the mesh has nodes 0 to " +
         std::to_string(static_cast<std::int64_t>(mesh.node_count()) - 1);
}

std::string where_text(const Quad8Mesh& mesh, ElementId element) {
  return mesh.source + ": " + element_name(mesh, element) + " near " +
         position_text(element_position(mesh, element)) + ": ";
}

Fault find_node_fault(const Quad8Mesh& mesh, ElementId element) {
  const Quad8& nodes = mesh.quad8[static_cast<std::size_t>(element)];
  for (std::size_t local = 0; local < nodes.size(); ++local) {
    const NodeId node = nodes[local];
    if (!node_exists(mesh, node)) return where_text(mesh, element) + missing_node_text(mesh, node);
    if (std::find(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(local), node) !=
        nodes.begin() + static_cast<std::ptrdiff_t>(local)) {
      return where_text(mesh, element) + "node " + std::to_string(node) +
             " is in it twice; the eight nodes of an element must differ";
    }
    if (!is_finite_node(mesh, node)) {
      const auto index = static_cast<std::size_t>(node);
      return where_text(mesh, element) + "node " + std::to_string(node) + " has the coordinates " +
             position_text({mesh.x[index], mesh.y[index]}) + "; both must be finite";
    }
  }
  return {};
}

Fault find_size_fault(const Quad8Mesh& mesh) {
  if (mesh.quad8.empty()) {
    return mesh.source + ": the mesh has no elements (and " + std::to_string(mesh.node_count()) +
           " nodes); at least one 8-node quadrilateral is needed";
  }
  if (mesh.x.size() != mesh.y.size()) {
    return mesh.source + ": " + std::to_string(mesh.x.size()) + " x but " +
           std::to_string(mesh.y.size()) + " y coordinates; every node needs both";
  }
  if (!mesh.element_tags.empty() && mesh.element_tags.size() != mesh.element_count()) {
    return mesh.source + ": " + std::to_string(mesh.element_tags.size()) + " element tags for " +
           std::to_string(mesh.element_count()) + " elements; there must be one each";
  }
  return {};
}

Fault find_boundary_fault(const Quad8Mesh& mesh, const BoundaryGroup& group) {
  for (std::size_t edge = 0; edge < group.edges.size(); ++edge) {
    for (const NodeId node : group.edges[edge]) {
      if (node_exists(mesh, node)) continue;
      return mesh.source + ": boundary '" + group.name + "', edge " + std::to_string(edge) + ": " +
             missing_node_text(mesh, node);
    }
  }
  return {};
}

Fault find_region_fault(const Quad8Mesh& mesh, const RegionGroup& group) {
  for (const ElementId element : group.elements) {
    if (element >= 0 && static_cast<std::size_t>(element) < mesh.element_count()) continue;
    return mesh.source + ": region '" + group.name + "': element " + std::to_string(element) +
           " does not exist; the mesh has elements 0 to " +
           std::to_string(mesh.element_count() - 1);
  }
  return {};
}

Fault find_group_fault(const Quad8Mesh& mesh) {
  for (const BoundaryGroup& group : mesh.boundaries) {
    if (Fault fault = find_boundary_fault(mesh, group)) return fault;
  }
  for (const RegionGroup& group : mesh.regions) {
    if (Fault fault = find_region_fault(mesh, group)) return fault;
  }
  return {};
}

bool is_clockwise(const ElementCoordinates& at) {
  const double diagonals =
      (at.x[2] - at.x[0]) * (at.y[3] - at.y[1]) - (at.x[3] - at.x[1]) * (at.y[2] - at.y[0]);
  constexpr Quad8ShapeGradient kCentre = quad8_shape_gradient(0, 0);
  return diagonals < 0 && quad8_jacobian(kCentre, at.x, at.y).det_J < 0;
}

Quad8 turned_around(const Quad8& nodes) {
  return {nodes[0], nodes[3], nodes[2], nodes[1], nodes[7], nodes[6], nodes[5], nodes[4]};
}

bool is_bad(const Quad8Mesh& mesh, const Quad8& element) {
  return first_bad_gauss_point(ElementCoordinates(mesh, element)) < kGaussPoints;
}

/// What is wrong with the Jacobian of a bad element, with the place of the Gauss point.
std::string jacobian_text(const ElementCoordinates& at) {
  const CheckPoint& point = kCheckPointTable[static_cast<std::size_t>(first_bad_gauss_point(at))];
  const Quad8Shape shape = quad8_shape(point.xi, point.eta);
  Point place;
  for (int local = 0; local < kQuad8Nodes; ++local) {
    place.x += shape.N[local] * at.x[local];
    place.y += shape.N[local] * at.y[local];
  }
  return "det J = " + short_number(quad8_jacobian(point.gradient, at.x, at.y).det_J) +
         " at the Gauss point " + position_text(place) + ", but must be positive";
}

void straighten(Quad8Mesh& mesh, const Quad8& nodes) {
  for (const auto& side : kQuad8Sides) {
    const auto node = [&](std::size_t end) {
      return static_cast<std::size_t>(nodes[static_cast<std::size_t>(side[end])]);
    };
    mesh.x[node(2)] = 0.5 * (mesh.x[node(0)] + mesh.x[node(1)]);
    mesh.y[node(2)] = 0.5 * (mesh.y[node(0)] + mesh.y[node(1)]);
  }
}

}  // namespace

std::optional<std::string> find_fault(const Quad8Mesh& mesh) {
  if (Fault fault = find_size_fault(mesh)) return fault;
  for (std::size_t element = 0; element < mesh.element_count(); ++element) {
    if (Fault fault = find_node_fault(mesh, static_cast<ElementId>(element))) return fault;
  }
  return find_group_fault(mesh);
}

void require_sound(const Quad8Mesh& mesh) {
  if (const Fault fault = find_fault(mesh)) throw InputError(*fault);
}

std::int64_t orient_counter_clockwise(Quad8Mesh& mesh) {
  std::int64_t turned = 0;
  for (Quad8& element : mesh.quad8) {
    if (!is_clockwise(ElementCoordinates(mesh, element))) continue;
    element = turned_around(element);
    ++turned;
  }
  return turned;
}

std::optional<std::string> find_bad_jacobian(const Quad8Mesh& mesh) {
  std::int64_t bad_count = 0;
  ElementId first = 0;
  for (std::size_t element = 0; element < mesh.element_count(); ++element) {
    if (!is_bad(mesh, mesh.quad8[element])) continue;
    if (bad_count++ == 0) first = static_cast<ElementId>(element);
  }
  if (bad_count == 0) return {};
  const ElementCoordinates at(mesh, mesh.quad8[static_cast<std::size_t>(first)]);
  return mesh.source + ": " + element_name(mesh, first) + ": " + jacobian_text(at) +
         "; bad elements altogether: " + std::to_string(bad_count) + " of " +
         std::to_string(mesh.element_count()) +
         " (--repair straightens the mid-side nodes of such elements)";
}

void require_positive_jacobians(const Quad8Mesh& mesh) {
  if (const Fault fault = find_bad_jacobian(mesh)) throw InputError(*fault);
}

MeshShape require_good_shape(const Quad8Mesh& mesh) {
  MeshShape shape;
  for (const Quad8& element : mesh.quad8) {
    const CheckedJacobians jacobians = checked_jacobians(ElementCoordinates(mesh, element));
    const bool good = std::all_of(jacobians.begin(), jacobians.begin() + kGaussPoints,
                                  [](double det_J) { return det_J > 0; });
    if (!good) require_positive_jacobians(mesh);
    shape.area += element_area(jacobians);
    shape.min_scaled_jacobian = std::min(shape.min_scaled_jacobian, scaled_jacobian(jacobians));
  }
  return shape;
}

std::int64_t straighten_mid_sides(Quad8Mesh& mesh) {
  std::vector<bool> straightened(mesh.element_count(), false);
  std::int64_t count = 0;
  // Straightening one element moves its neighbours' nodes, so look again until all is quiet.
  for (std::int64_t before = -1; before != count;) {
    before = count;
    for (std::size_t element = 0; element < mesh.element_count(); ++element) {
      if (straightened[element] || !is_bad(mesh, mesh.quad8[element])) continue;
      straighten(mesh, mesh.quad8[element]);
      straightened[element] = true;
      ++count;
    }
  }
  return count;
}

double min_scaled_jacobian(const Quad8Mesh& mesh) {
  double least = 1;
  for (const Quad8& element : mesh.quad8) {
    least = std::min(least, scaled_jacobian(checked_jacobians(ElementCoordinates(mesh, element))));
  }
  return least;
}

double mesh_area(const Quad8Mesh& mesh) {
  double area = 0;
  for (const Quad8& element : mesh.quad8) {
    area += element_area(checked_jacobians(ElementCoordinates(mesh, element)));
  }
  return area;
}

}  // namespace tessera
