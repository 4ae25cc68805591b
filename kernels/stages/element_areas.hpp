#pragma once

#include <cstdint>

#include "kernels/stages/view.hpp"

namespace tessera {

/// Elements and where their nodes stand, in any numbering.
struct ElementShapes {
  View<const double> x;            // [node], m
  View<const double> y;            // [node], m
  View<const std::int32_t> nodes;  // [element][8]
};

/// The area of every element, m^2, by the 3x3 Gauss points row by row, from +0: exact for sides as
/// they are. Same bits for every team and instruction set.
/// areas: [element]
/// Per element: about 170 bytes, 600 flops.
template <class Exec>
using MeasureAreas = void(Exec&, ElementShapes, View<double> areas);

}  // namespace tessera
