#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "host/mesh/quad8_mesh.hpp"
#include "kernels/numerics/quad8.hpp"

namespace tessera {

/// The node coordinates of one element, metres.
struct ElementCoordinates {
  double x[kQuad8Nodes];
  double y[kQuad8Nodes];

  ElementCoordinates(const Quad8Mesh& mesh, const Quad8& element) {
    for (std::size_t local = 0; local < element.size(); ++local) {
      x[local] = mesh.x[static_cast<std::size_t>(element[local])];
      y[local] = mesh.y[static_cast<std::size_t>(element[local])];
    }
  }
};

/// The points where elements are checked: the 3x3 Gauss points row by row, then the four corners.
inline constexpr int kGaussPoints = 9;
inline constexpr int kCheckPoints = 13;

struct CheckPoint {
  double xi;
  double eta;
  Quad8ShapeGradient gradient;
};

inline constexpr std::array<CheckPoint, kCheckPoints> kCheckPointTable = [] {
  std::array<CheckPoint, kCheckPoints> table{};
  for (int point = 0; point < kCheckPoints; ++point) {
    const bool gauss = point < kGaussPoints;
    const double xi = gauss ? gauss3_point(point % 3) : quad8_node_xi(point - kGaussPoints);
    const double eta = gauss ? gauss3_point(point / 3) : quad8_node_eta(point - kGaussPoints);
    table[static_cast<std::size_t>(point)] = {xi, eta, quad8_shape_gradient(xi, eta)};
  }
  return table;
}();

/// det J of one element at the check points. [point]
using CheckedJacobians = std::array<double, kCheckPoints>;

inline CheckedJacobians checked_jacobians(const ElementCoordinates& at) {
  CheckedJacobians jacobians;
  for (std::size_t point = 0; point < jacobians.size(); ++point) {
    jacobians[point] = quad8_jacobian(kCheckPointTable[point].gradient, at.x, at.y).det_J;
  }
  return jacobians;
}

/// The first Gauss point where det J is not positive (NaN included), or kGaussPoints.
inline int first_bad_gauss_point(const ElementCoordinates& at) {
  int point = 0;
  for (; point < kGaussPoints; ++point) {
    const auto& gradient = kCheckPointTable[static_cast<std::size_t>(point)].gradient;
    if (!(quad8_jacobian(gradient, at.x, at.y).det_J > 0)) break;
  }
  return point;
}

/// min det J / max |det J| over the check points, in [-1, 1]; -1 for an element without area.
inline double scaled_jacobian(const CheckedJacobians& jacobians) {
  const auto [least, greatest] = std::minmax_element(jacobians.begin(), jacobians.end());
  const double scale = std::max(std::fabs(*least), std::fabs(*greatest));
  return scale > 0 ? *least / scale : -1;
}

/// Area of the element in m^2 from det J at its Gauss points.
inline double element_area(const CheckedJacobians& jacobians) {
  double area = 0;
  for (int point = 0; point < kGaussPoints; ++point) {
    area += gauss3_weight(point % 3) * gauss3_weight(point / 3) *
            jacobians[static_cast<std::size_t>(point)];
  }
  return area;
}

}  // namespace tessera
