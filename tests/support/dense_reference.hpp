#pragma once

#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"

// A second opinion on the Quad-8 element that shares no line with kernels/numerics: 80-bit
// arithmetic, derivatives of the shape functions by the complex step (Squire & Trapp 1998), the
// inverse Jacobian written out, full matrices.

namespace tessera::support {

using Real80 = long double;

/// A square matrix of `size` rows, zero to begin with.
class DenseMatrix {
 public:
  explicit DenseMatrix(std::size_t size) : size_(size), entries_(size * size, 0.0L) {}
  Real80& operator()(std::size_t row, std::size_t column) { return entries_[row * size_ + column]; }
  Real80 operator()(std::size_t row, std::size_t column) const {
    return entries_[row * size_ + column];
  }
  [[nodiscard]] std::size_t size() const { return size_; }

  [[nodiscard]] std::vector<Real80> times(const std::vector<double>& vector) const {
    std::vector<Real80> product(size_, 0.0L);
    for (std::size_t row = 0; row < size_; ++row) {
      for (std::size_t column = 0; column < size_; ++column) {
        product[row] += (*this)(row, column) * vector[column];
      }
    }
    return product;
  }

 private:
  std::size_t size_;
  std::vector<Real80> entries_;
};

/// The eight serendipity functions as polynomials of any number type.
template <class Number>
std::array<Number, 8> serendipity(Number xi, Number eta) {
  const Number one(1);
  const auto corner = [&](Real80 a, Real80 b) {
    return Real80(0.25) * (one + a * xi) * (one + b * eta) * (a * xi + b * eta - one);
  };
  return {corner(-1, -1),
          corner(1, -1),
          corner(1, 1),
          corner(-1, 1),
          Real80(0.5) * (one - xi * xi) * (one - eta),
          Real80(0.5) * (one + xi) * (one - eta * eta),
          Real80(0.5) * (one - xi * xi) * (one + eta),
          Real80(0.5) * (one - xi) * (one - eta * eta)};
}

/// Shape functions, their gradients in x and y, and det J at one point of one element.
struct ReferencePoint {
  std::array<Real80, 8> N, N_x, N_y;
  Real80 det_J;
};

inline ReferencePoint reference_point(const Quad8Mesh& mesh, const Quad8& element, Real80 xi,
                                      Real80 eta) {
  using Complex = std::complex<Real80>;
  constexpr Real80 kStep = 1e-200L;
  const auto with_xi = serendipity(Complex(xi, kStep), Complex(eta));
  const auto with_eta = serendipity(Complex(xi), Complex(eta, kStep));
  ReferencePoint point{};
  Real80 J[2][2] = {};
  for (std::size_t a = 0; a < 8; ++a) {
    const Real80 x = mesh.x[static_cast<std::size_t>(element[a])];
    const Real80 y = mesh.y[static_cast<std::size_t>(element[a])];
    J[0][0] += with_xi[a].imag() / kStep * x;
    J[0][1] += with_xi[a].imag() / kStep * y;
    J[1][0] += with_eta[a].imag() / kStep * x;
    J[1][1] += with_eta[a].imag() / kStep * y;
  }
  point.det_J = J[0][0] * J[1][1] - J[0][1] * J[1][0];
  for (std::size_t a = 0; a < 8; ++a) {
    const Real80 d_xi = with_xi[a].imag() / kStep;
    const Real80 d_eta = with_eta[a].imag() / kStep;
    point.N[a] = with_xi[a].real();
    point.N_x[a] = (J[1][1] * d_xi - J[0][1] * d_eta) / point.det_J;
    point.N_y[a] = (J[0][0] * d_eta - J[1][0] * d_xi) / point.det_J;
  }
  return point;
}

struct GaussPoint {
  Real80 at, weight;
};

/// The 3-point Gauss rule on [-1, 1].
inline std::array<GaussPoint, 3> gauss3() {
  const Real80 at = std::sqrt(0.6L);
  return {{{-at, 5.0L / 9}, {0, 8.0L / 9}, {at, 5.0L / 9}}};
}

/// Calls `visit(point, weight * det J)` at the 3x3 Gauss points of `element`.
template <class Visit>
void at_gauss_points(const Quad8Mesh& mesh, const Quad8& element, const Visit& visit) {
  for (const GaussPoint& row : gauss3()) {
    for (const GaussPoint& column : gauss3()) {
      const ReferencePoint point = reference_point(mesh, element, column.at, row.at);
      visit(point, row.weight * column.weight * point.det_J);
    }
  }
}

/// K over all nodes of the mesh, by 3x3 Gauss points; `conductivity` empty means 1.
inline DenseMatrix dense_stiffness(const Quad8Mesh& mesh, const std::vector<double>& conductivity) {
  DenseMatrix K(mesh.node_count());
  for (std::size_t number = 0; number < mesh.element_count(); ++number) {
    const Quad8& element = mesh.quad8[number];
    const Real80 k = conductivity.empty() ? 1.0L : Real80(conductivity[number]);
    at_gauss_points(mesh, element, [&](const ReferencePoint& point, Real80 measure) {
      for (std::size_t a = 0; a < 8; ++a) {
        for (std::size_t b = 0; b < 8; ++b) {
          K(static_cast<std::size_t>(element[a]), static_cast<std::size_t>(element[b])) +=
              k * measure * (point.N_x[a] * point.N_x[b] + point.N_y[a] * point.N_y[b]);
        }
      }
    });
  }
  return K;
}

}  // namespace tessera::support
