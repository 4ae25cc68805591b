#pragma once

#include <cstdint>

#include "kernels/numerics/quad8.hpp"
#include "kernels/stages/view.hpp"

namespace tessera {

/// Elements and where their nodes stand, in any numbering.
struct ElementShapes {
  View<const double> x;            // [node], m
  View<const double> y;            // [node], m
  View<const std::int32_t> nodes;  // [element][8]
};

inline namespace TESSERA_ISA {

/// The area of an element by the 3x3 Gauss points row by row, from +0.
template <class Real>
[[nodiscard]] TESSERA_HD constexpr Real quad8_area(const Real (&x)[kQuad8Nodes],
                                                   const Real (&y)[kQuad8Nodes]) {
  Real area{};
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      const Quad8ShapeGradient gradient =
          quad8_shape_gradient(gauss3_point(column), gauss3_point(row));
      const double weight = gauss3_weight(column) * gauss3_weight(row);
      area = area + weight * quad8_jacobian(gradient, x, y).det_J;
    }
  }
  return area;
}

}  // namespace TESSERA_ISA

/// The area of every element, m^2, by the 3x3 Gauss points row by row, from +0: exact for sides as
/// they are. Same bits for every team and instruction set.
/// areas: [element]
/// Per element: about 170 bytes, 600 flops.
template <class Exec>
using MeasureAreas = void(Exec&, ElementShapes, View<double> areas);

}  // namespace tessera
