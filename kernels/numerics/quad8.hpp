#pragma once

#include "kernels/numerics/portability.hpp"

// The 8-node serendipity quadrilateral (Zienkiewicz & Taylor 2005, §4.6).
//
//   3 --6-- 2        xi, eta   reference coordinates in [-1, 1]
//   |       |        N[a]      shape function of node a
//   7       5        J         d(x, y) / d(xi, eta), det_J its determinant
//   |       |        Ke        element stiffness, integral of k grad N[a] . grad N[b]
//   0 --4-- 1
//
// `Real` is double, or a vector of doubles that holds one element per lane; every lane then makes
// the same operations in the same order as the scalar code.

namespace tessera {
inline namespace TESSERA_ISA {

inline constexpr int kQuad8Nodes = 8;
/// Pairs a < b of the 8 nodes: the strict upper triangle of Ke.
inline constexpr int kQuad8Pairs = 28;

/// Position of the pair (a, b), a < b, in the strict upper triangle stored row by row.
TESSERA_HD constexpr int quad8_pair(int a, int b) { return a * (15 - a) / 2 + (b - a - 1); }

/// Coordinate of point `point` (0..2) of the 3-point Gauss rule on [-1, 1].
TESSERA_HD constexpr double gauss3_point(int point) {
  return point == 0 ? -0.7745966692414834 : (point == 1 ? 0.0 : 0.7745966692414834);
}
/// Weight of point `point` (0..2) of the 3-point Gauss rule on [-1, 1].
TESSERA_HD constexpr double gauss3_weight(int point) {
  return point == 1 ? 0.8888888888888888 : 0.5555555555555556;
}
/// Coordinate of point `point` (0..1) of the 2-point Gauss rule on [-1, 1]; both weights are 1.
TESSERA_HD constexpr double gauss2_point(int point) {
  return point == 0 ? -0.5773502691896258 : 0.5773502691896258;
}

/// xi of the reference position of node `node` (0..7).
TESSERA_HD constexpr double quad8_node_xi(int node) {
  return node == 0 || node == 3 || node == 7 ? -1.0 : (node == 4 || node == 6 ? 0.0 : 1.0);
}
/// eta of the reference position of node `node` (0..7).
TESSERA_HD constexpr double quad8_node_eta(int node) {
  return node == 0 || node == 1 || node == 4 ? -1.0 : (node == 5 || node == 7 ? 0.0 : 1.0);
}

struct Quad8Shape {
  double N[kQuad8Nodes];
};

/// Shape functions at (xi, eta).
TESSERA_HD constexpr Quad8Shape quad8_shape(double xi, double eta) {
  Quad8Shape shape{};
  for (int node = 0; node < 4; ++node) {
    const double s = quad8_node_xi(node) * xi;
    const double t = quad8_node_eta(node) * eta;
    shape.N[node] = 0.25 * (1.0 + s) * (1.0 + t) * (s + t - 1.0);
  }
  shape.N[4] = 0.5 * (1.0 - xi * xi) * (1.0 - eta);
  shape.N[5] = 0.5 * (1.0 - eta * eta) * (1.0 + xi);
  shape.N[6] = 0.5 * (1.0 - xi * xi) * (1.0 + eta);
  shape.N[7] = 0.5 * (1.0 - eta * eta) * (1.0 - xi);
  return shape;
}

struct Quad8ShapeGradient {
  double d_xi[kQuad8Nodes];
  double d_eta[kQuad8Nodes];
};

/// Derivatives of the shape functions with respect to xi and eta at (xi, eta).
TESSERA_HD constexpr Quad8ShapeGradient quad8_shape_gradient(double xi, double eta) {
  Quad8ShapeGradient gradient{};
  for (int node = 0; node < 4; ++node) {
    const double node_xi = quad8_node_xi(node);
    const double node_eta = quad8_node_eta(node);
    const double s = node_xi * xi;
    const double t = node_eta * eta;
    gradient.d_xi[node] = 0.25 * node_xi * (1.0 + t) * (2.0 * s + t);
    gradient.d_eta[node] = 0.25 * node_eta * (1.0 + s) * (s + 2.0 * t);
  }
  gradient.d_xi[4] = -xi * (1.0 - eta);
  gradient.d_xi[5] = 0.5 * (1.0 - eta * eta);
  gradient.d_xi[6] = -xi * (1.0 + eta);
  gradient.d_xi[7] = -0.5 * (1.0 - eta * eta);
  gradient.d_eta[4] = -0.5 * (1.0 - xi * xi);
  gradient.d_eta[5] = -eta * (1.0 + xi);
  gradient.d_eta[6] = 0.5 * (1.0 - xi * xi);
  gradient.d_eta[7] = -eta * (1.0 - xi);
  return gradient;
}

template <class Real>
struct Quad8Jacobian {
  Real x_xi, x_eta, y_xi, y_eta;
  Real det_J;
};

/// The Jacobian of the map from the reference square to the element with nodes (x[a], y[a]).
template <class Real>
TESSERA_HD constexpr Quad8Jacobian<Real> quad8_jacobian(const Quad8ShapeGradient& gradient,
                                                        const Real (&x)[kQuad8Nodes],
                                                        const Real (&y)[kQuad8Nodes]) {
  Quad8Jacobian<Real> J{gradient.d_xi[0] * x[0], gradient.d_eta[0] * x[0], gradient.d_xi[0] * y[0],
                        gradient.d_eta[0] * y[0], Real{}};
  for (int node = 1; node < kQuad8Nodes; ++node) {
    J.x_xi = J.x_xi + gradient.d_xi[node] * x[node];
    J.x_eta = J.x_eta + gradient.d_eta[node] * x[node];
    J.y_xi = J.y_xi + gradient.d_xi[node] * y[node];
    J.y_eta = J.y_eta + gradient.d_eta[node] * y[node];
  }
  J.det_J = J.x_xi * J.y_eta - J.x_eta * J.y_xi;
  return J;
}

/// Adds one Gauss point's share of -Ke to `conductance`.
template <class Real>
TESSERA_HD constexpr void add_conductance_at(double xi, double eta, const Real& weight,
                                             const Real (&x)[kQuad8Nodes],
                                             const Real (&y)[kQuad8Nodes],
                                             Real (&conductance)[kQuad8Pairs]) {
  const Quad8ShapeGradient gradient = quad8_shape_gradient(xi, eta);
  const Quad8Jacobian<Real> J = quad8_jacobian(gradient, x, y);
  const Real scale = weight / J.det_J;
  // det_J times the gradient of every shape function in x and y.
  Real gx[kQuad8Nodes];
  Real gy[kQuad8Nodes];
  for (int a = 0; a < kQuad8Nodes; ++a) {
    gx[a] = J.y_eta * gradient.d_xi[a] - J.y_xi * gradient.d_eta[a];
    gy[a] = J.x_xi * gradient.d_eta[a] - J.x_eta * gradient.d_xi[a];
  }
  int pair = 0;
  for (int a = 0; a < kQuad8Nodes - 1; ++a) {
    const Real sx = gx[a] * scale;
    const Real sy = gy[a] * scale;
    for (int b = a + 1; b < kQuad8Nodes; ++b, ++pair) {
      conductance[pair] = conductance[pair] - (sx * gx[b] + sy * gy[b]);
    }
  }
}

/// Stiffness of one element by 3x3 Gauss points, as the 28 conductances -Ke[a][b], a < b, in the
/// order of `quad8_pair`. The diagonal follows, because the rows of Ke sum to zero:
/// Ke[a][a] = sum of the conductances of a. `conductivity` is k, constant over the element.
template <class Real>
TESSERA_HD constexpr void element_conductance(const Real (&x)[kQuad8Nodes],
                                              const Real (&y)[kQuad8Nodes],
                                              const Real& conductivity,
                                              Real (&conductance)[kQuad8Pairs]) {
  for (int pair = 0; pair < kQuad8Pairs; ++pair) conductance[pair] = Real{};
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      const Real weight = conductivity * (gauss3_weight(row) * gauss3_weight(column));
      add_conductance_at(gauss3_point(column), gauss3_point(row), weight, x, y, conductance);
    }
  }
}

/// Rate of one node: (Ke u)[a] = sum over b of conductance (u[a] - u[b]), b ascending.
/// `conductance[pair]` and `u[b]` are what an array or a look-up gives.
template <class Conductance, class Potential>
TESSERA_HD constexpr double conductance_action(int a, const Conductance& conductance,
                                               const Potential& u) {
  double action = 0.0;
  for (int b = 0; b < kQuad8Nodes; ++b) {
    if (b == a) continue;
    const int pair = a < b ? quad8_pair(a, b) : quad8_pair(b, a);
    action = action + conductance[pair] * (u[a] - u[b]);
  }
  return action;
}

/// Row `a` of Ke: calls `put(b, Ke[a][b])` for b ascending beside the diagonal, then for the
/// diagonal, which is the sum of the conductances in that order.
template <class Conductance, class Put>
TESSERA_HD constexpr void for_stiffness_row(int a, const Conductance& conductance, const Put& put) {
  double diagonal = 0.0;
  for (int b = 0; b < kQuad8Nodes; ++b) {
    if (b == a) continue;
    const double rate = conductance[a < b ? quad8_pair(a, b) : quad8_pair(b, a)];
    diagonal = diagonal + rate;
    put(b, -rate);
  }
  put(a, diagonal);
}

/// Load of node `a` from the source s = sum of N[b] source[b]: integral of N[a] s over the element
/// by 3x3 Gauss points.
TESSERA_HD double element_source_load(int a, const double (&x)[kQuad8Nodes],
                                      const double (&y)[kQuad8Nodes],
                                      const double (&source)[kQuad8Nodes]) {
  double load = 0.0;
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      const double xi = gauss3_point(column);
      const double eta = gauss3_point(row);
      const Quad8Shape shape = quad8_shape(xi, eta);
      double s = 0.0;
      for (int b = 0; b < kQuad8Nodes; ++b) s = s + shape.N[b] * source[b];
      const double det_J = quad8_jacobian(quad8_shape_gradient(xi, eta), x, y).det_J;
      load = load + gauss3_weight(row) * gauss3_weight(column) * det_J * shape.N[a] * s;
    }
  }
  return load;
}

template <class Real>
struct ElementVelocity {
  Real vx, vy, speed;  // m/s
};

/// IEEE square root; vector types bring their own overload.
TESSERA_HD double square_root(double value) { return __builtin_sqrt(value); }

/// v = -k grad u as the mean over the 2x2 Gauss points; `speed` is the mean of |v| over them.
template <class Real>
TESSERA_HD ElementVelocity<Real> element_velocity(const Real (&x)[kQuad8Nodes],
                                                  const Real (&y)[kQuad8Nodes],
                                                  const Real (&u)[kQuad8Nodes],
                                                  const Real& conductivity) {
  ElementVelocity<Real> mean{Real{}, Real{}, Real{}};
  for (int row = 0; row < 2; ++row) {
    for (int column = 0; column < 2; ++column) {
      const Quad8ShapeGradient gradient =
          quad8_shape_gradient(gauss2_point(column), gauss2_point(row));
      const Quad8Jacobian<Real> J = quad8_jacobian(gradient, x, y);
      Real u_xi = gradient.d_xi[0] * u[0];
      Real u_eta = gradient.d_eta[0] * u[0];
      for (int a = 1; a < kQuad8Nodes; ++a) {
        u_xi = u_xi + gradient.d_xi[a] * u[a];
        u_eta = u_eta + gradient.d_eta[a] * u[a];
      }
      const Real scale = conductivity / J.det_J;
      const Real vx = (J.y_xi * u_eta - J.y_eta * u_xi) * scale;
      const Real vy = (J.x_eta * u_xi - J.x_xi * u_eta) * scale;
      mean.vx = mean.vx + 0.25 * vx;
      mean.vy = mean.vy + 0.25 * vy;
      mean.speed = mean.speed + 0.25 * square_root(vx * vx + vy * vy);
    }
  }
  return mean;
}

}  // namespace TESSERA_ISA
}  // namespace tessera
