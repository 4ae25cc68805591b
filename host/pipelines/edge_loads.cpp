#include "host/pipelines/edge_loads.hpp"

#include "kernels/numerics/edge3.hpp"
#include "kernels/numerics/quad8.hpp"

namespace tessera {
namespace {

struct EdgePoint {
  Edge3Shape shape;
  double measure;  // Gauss weight times |d(x, y)/ds|
};

std::array<EdgePoint, 3> gauss_points(const Quad8Mesh& mesh, const Edge3& edge) {
  double x[3];
  double y[3];
  for (std::size_t a = 0; a < 3; ++a) {
    x[a] = mesh.x[static_cast<std::size_t>(edge[a])];
    y[a] = mesh.y[static_cast<std::size_t>(edge[a])];
  }
  std::array<EdgePoint, 3> points{};
  for (int point = 0; point < 3; ++point) {
    const Edge3Shape shape = edge3_shape(gauss3_point(point));
    points[static_cast<std::size_t>(point)] = {shape,
                                               gauss3_weight(point) * edge3_stretch(shape, x, y)};
  }
  return points;
}

}  // namespace

EdgeLoad edge_load(const Quad8Mesh& mesh, const Edge3& edge, const std::array<double, 3>& q) {
  EdgeLoad load{};
  for (const EdgePoint& point : gauss_points(mesh, edge)) {
    const double* N = point.shape.N;
    const double flux = N[0] * q[0] + N[1] * q[1] + N[2] * q[2];
    for (std::size_t a = 0; a < 3; ++a) load[a] += point.measure * N[a] * flux;
  }
  return load;
}

EdgeMatrix edge_mass(const Quad8Mesh& mesh, const Edge3& edge) {
  EdgeMatrix mass{};
  for (const EdgePoint& point : gauss_points(mesh, edge)) {
    for (std::size_t a = 0; a < 3; ++a) {
      for (std::size_t b = 0; b < 3; ++b) {
        mass[a][b] += point.measure * point.shape.N[a] * point.shape.N[b];
      }
    }
  }
  return mass;
}

double edge_length(const Quad8Mesh& mesh, const Edge3& edge) {
  double length = 0.0;
  for (const EdgePoint& point : gauss_points(mesh, edge)) length += point.measure;
  return length;
}

}  // namespace tessera
