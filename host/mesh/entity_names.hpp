#pragma once

#include <string>

#include "host/mesh/point.hpp"
#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// "element 3", and " (tag 17 in the file)" behind it where the file has its own numbers.
std::string element_name(const Quad8Mesh& mesh, ElementId element);

/// The mean of those corners of `element` that exist and have finite coordinates; (0, 0) if none.
Point element_position(const Quad8Mesh& mesh, ElementId element);

/// "(0.5, 1.25)", with six significant digits: for a person who looks for the place in a viewer.
std::string position_text(Point position);

/// A number as people write it, with six significant digits.
std::string short_number(double value);

}  // namespace tessera
