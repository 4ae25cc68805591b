#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "host/io/field_file.hpp"
#include "tests/support/small_meshes.hpp"

namespace tessera::support {

/// A mesh with an unused node, a boundary and a region, and fields with awkward values: NaN,
/// infinity, a negative zero, a subnormal, and a name that XML must escape.
struct ResultSample {
  ResultSample(int columns, int rows) : mesh(structured_rectangle(columns, rows, 3.0, 1.0)) {
    mesh.x.push_back(7.0);
    mesh.y.push_back(8.0);
    mesh.regions.push_back({"rock", {0, static_cast<ElementId>(mesh.element_count()) - 1}});
    for (std::size_t node = 0; node < mesh.node_count(); ++node) {
      potential.push_back(std::sin(static_cast<double>(node)));
    }
    potential[1] = -0.0;
    potential[2] = std::numeric_limits<double>::denorm_min();
    potential.back() = 0.0;
    for (std::size_t element = 0; element < mesh.element_count(); ++element) {
      const auto number = static_cast<double>(element);
      velocity.insert(velocity.end(), {std::cos(number), 1.0 / (number + 3.0)});
      speed.push_back(std::hypot(velocity[2 * element], velocity[2 * element + 1]));
    }
    awkward = potential;
    awkward[0] = std::numeric_limits<double>::quiet_NaN();
    awkward[1] = std::numeric_limits<double>::infinity();
  }

  [[nodiscard]] FieldFile fields() const {
    return {mesh,
            {{"potential", potential}, {kAwkwardName, awkward}},
            {{"velocity", velocity, 2}, {"speed", speed}}};
  }

  static constexpr const char* kAwkwardName = "a<b & \"c\">";

  Quad8Mesh mesh;
  std::vector<double> potential;
  std::vector<double> awkward;
  std::vector<double> velocity;  // [element][2]
  std::vector<double> speed;
};

}  // namespace tessera::support
