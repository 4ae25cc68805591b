#pragma once

#include "kernels/numerics/portability.hpp"

// The 3-node quadratic side of a Quad-8 element: first corner, second corner, mid-side node, at
// s = -1, 1, 0 of the reference interval. All integrals by 3 Gauss points.

namespace tessera {
inline namespace TESSERA_ISA {

struct Edge3Shape {
  double N[3];
  double d_s[3];
};

/// Shape functions of the side and their derivatives at s.
TESSERA_HD constexpr Edge3Shape edge3_shape(double s) {
  return {{0.5 * s * (s - 1.0), 0.5 * s * (s + 1.0), 1.0 - s * s}, {s - 0.5, s + 0.5, -2.0 * s}};
}

/// |d(x, y)/ds| of the side at the point of `shape`, in metres.
TESSERA_HD double edge3_stretch(const Edge3Shape& shape, const double (&x)[3],
                                const double (&y)[3]) {
  const double x_s = shape.d_s[0] * x[0] + shape.d_s[1] * x[1] + shape.d_s[2] * x[2];
  const double y_s = shape.d_s[0] * y[0] + shape.d_s[1] * y[1] + shape.d_s[2] * y[2];
  return __builtin_sqrt(x_s * x_s + y_s * y_s);
}

}  // namespace TESSERA_ISA
}  // namespace tessera
